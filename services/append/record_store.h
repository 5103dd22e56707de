// The records of one log in the store.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "services/base/families.h"
#include "storage/store.h"

namespace urna::services {

// Keys are process || 0x00 || index, big-endian, so that records lie in the order of the log.
// Thread-safe.
class RecordStore {
 public:
  // `store` must outlive this object. `process` is the process's id, `records` the family that the
  // log lies in.
  RecordStore(storage::Store& store, std::string_view process,
              storage::Family records = kRecordsFamily);

  // Adds record `index` to `batch`.
  void Put(storage::WriteBatch& batch, std::uint64_t index, crypto::ByteView leaf) const;
  // Adds to `batch` that the file which record `index` announces has been found right.
  void PutVerified(storage::WriteBatch& batch, std::uint64_t index) const;
  absl::StatusOr<bool> IsVerified(std::uint64_t index) const;
  // Returns when the batch is on stable storage, or has failed.
  storage::WriteResult Write(const storage::WriteBatch& batch) { return store_.Write(batch); }

  // DATA_LOSS when there is no such record.
  absl::StatusOr<crypto::Bytes> Read(std::uint64_t index) const;
  // As TiledLog::Records, of a log of `size` records.
  absl::StatusOr<std::vector<crypto::Bytes>> ReadSome(std::uint64_t start, std::uint64_t size,
                                                      std::size_t max_count,
                                                      std::size_t max_bytes) const;
  // Calls `visit` for the records [first, limit) in order until it returns false. DATA_LOSS where
  // one is missing between two that are there. What `visit` is given is valid during the call only.
  absl::Status Visit(std::uint64_t first, std::uint64_t limit,
                     const std::function<bool(crypto::ByteView leaf)>& visit) const;

 private:
  std::string Key(std::uint64_t index) const;

  storage::Store& store_;
  const storage::Family records_;
  const std::string prefix_;
};

}  // namespace urna::services
