// The verified count of one contest, as far as its log has come.
#pragma once

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "ledger/count.h"
#include "services/append/process_log.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe. Rebuilt from the log and the stored artefacts when it is first needed, and after
// anything that leaves it uncertain; let go of once the outcome is in the log. Trustees wait for each
// other at most for the time of one verification.
class LiveCount {
 public:
  // `store` must outlive this object.
  LiveCount(std::shared_ptr<ProcessLog> log, ledger::ContestId contest, storage::Store& store);

  // Verifies `file`, keeps it, appends `leaf` for it; returns the index of the record, also when
  // that record is there already.
  absl::StatusOr<std::uint64_t> Submit(const ledger::ArtefactLeaf& leaf, crypto::ByteView file)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // FAILED_PRECONDITION (NOT_COUNTED) until there is enough of everything.
  absl::StatusOr<std::shared_ptr<const ledger::TallyFiles>> Tally() ABSL_LOCKS_EXCLUDED(mutex_);

  // Appends the records of the outcome's files, signed by `trustee` in the order of TallyFiles, but
  // for those that are there; returns the index of the outcome's.
  absl::StatusOr<std::uint64_t> Publish(std::uint32_t trustee,
                                        const std::vector<crypto::Signature>& signatures)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status Rebuild() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status BuildCounter() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Replay(ledger::ArtefactKind kind,
                      const std::vector<ledger::AnnouncedArtefact>& announced)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Add(ledger::ArtefactKind kind, std::uint64_t record, std::uint32_t trustee,
                   crypto::ByteView file) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::shared_ptr<const ledger::TallyFiles>> TallyLocked()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  ledger::ContestArtefacts Announced() const;
  absl::Status Check(const ledger::ArtefactLeaf& leaf) const;
  crypto::Hash256 ClosingHash() const;

  const std::shared_ptr<ProcessLog> log_;
  const ledger::ContestId contest_;
  storage::Store& store_;
  Mutex mutex_;
  // Holds exactly what the log announces; null when that is not certain.
  std::unique_ptr<ledger::ContestCounter> counter_ ABSL_GUARDED_BY(mutex_);
  // Why the stored artefacts can never be counted: they are not what the log announces. Found with
  // the work of a whole count, which nobody who asks for the tally may cause again.
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);
  // What counting came to, failures included, once it was tried.
  std::optional<absl::StatusOr<std::shared_ptr<const ledger::TallyFiles>>> tally_
      ABSL_GUARDED_BY(mutex_);
};

// The record that announced this very file, if there is one.
std::optional<std::uint64_t> FindAnnounced(const ledger::ContestArtefacts& announced,
                                           const ledger::ArtefactLeaf& leaf);

}  // namespace urna::services
