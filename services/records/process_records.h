// What the store keeps of a process's life, and the documents that are made from it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "ledger/manifest.h"
#include "storage/store.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {

// An empty record when there is none yet.
absl::StatusOr<internal::v1::ProcessRecord> ReadProcessRecord(const storage::Reader& store,
                                                              std::string_view process_name);
void PutProcessRecord(storage::WriteBatch& batch, std::string_view process_name,
                      const internal::v1::ProcessRecord& record);

// Parsed documents, kept because parsing verifies every proof in them. Thread-safe.
class Documents {
 public:
  // FAILED_PRECONDITION (PROCESS_NOT_FROZEN) for a record without a configuration.
  absl::StatusOr<std::shared_ptr<const ledger::FrozenConfig>> Frozen(
      const internal::v1::ProcessRecord& record);
  // FAILED_PRECONDITION (KEYS_NOT_MADE) before the ceremony is over.
  absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ManifestOf(
      const internal::v1::ProcessRecord& record);

 private:
  Mutex mutex_;
  // By the hash of the exact bytes, so that a document is never taken for another.
  absl::flat_hash_map<crypto::Hash256, std::shared_ptr<const ledger::FrozenConfig>> frozen_
      ABSL_GUARDED_BY(mutex_);
  // The one kept of each process: every freezing makes another, and the last one counts.
  absl::flat_hash_map<std::string, crypto::Hash256> last_frozen_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<crypto::Hash256, std::shared_ptr<const ledger::Manifest>> manifests_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
