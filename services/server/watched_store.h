// The store as the server uses it: its failures are told to the operator, and the server's health
// follows them.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "services/base/measurements.h"
#include "services/base/meters.h"
#include "services/server/signed_memory.h"
#include "storage/store.h"

namespace urna::services {

// After a write that was uncertain or fenced it takes no others: what is on disk is uncertain until
// the store is opened again. The operator is told why, once; later writes are not applied. A write
// that was not applied is told too, and the end of such. Reads that fail are INTERNAL or DATA_LOSS,
// which clients are never told the words of, or UNAVAILABLE (STORE_UNAVAILABLE) where they may be
// tried again. Thread-safe.
class WatchedStore final : public storage::Store {
 public:
  // What was signed last is kept in `memory_file`.
  WatchedStore(std::unique_ptr<storage::Store> store, std::string memory_file)
      : store_(std::move(store)), memory_(std::move(memory_file)) {}

  SignedMemory& memory() { return memory_; }

  // Whether the writes since the last time were done, those included that the store makes by itself,
  // and others would be now.
  bool CheckHealth();

  // How long writes take, and how many failed.
  void Measure(Measurements& out) const;

  absl::StatusOr<std::optional<std::string>> Get(storage::Family family,
                                                 std::string_view key) const override;
  absl::StatusOr<std::optional<std::string>> Scan(storage::Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const storage::Visitor& visit) const override;
  storage::WriteResult Write(const storage::WriteBatch& batch) override;
  absl::Status Purge(storage::Family family) override;
  absl::StatusOr<std::unique_ptr<storage::Reader>> Snapshot() const override;

 private:
  void Note(const storage::WriteResult& result);

  const std::unique_ptr<storage::Store> store_;
  SignedMemory memory_;
  std::atomic<bool> has_stopped_ = false;
  std::atomic<bool> is_failing_ = false;
  Histogram write_seconds_{kSecondsBounds};
  Counter failed_writes_;
};

}  // namespace urna::services
