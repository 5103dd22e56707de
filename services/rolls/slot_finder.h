// Finds a code's slot: the record of a part file that has the public key of the code.
//
// Parts lie in the store, of 128 bytes a person. What is kept of one in memory is where each key
// stands, 12 bytes a person, from the first time that somebody asks; the record itself is read when
// it is asked for.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "crypto/bytes.h"
#include "storage/store.h"
#include "urna/v1/eligibility_service.pb.h"

namespace urna::services {

// Thread-safe.
class SlotFinder {
 public:
  // The store must outlive it.
  explicit SlotFinder(const storage::Reader& store) : store_(store) {}

  //   INVALID_ARGUMENT  a code registrar from 1, a key of 32 bytes
  //   NOT_FOUND         UNKNOWN_CODE
  //   UNAVAILABLE       SERVER_BUSY: an index is being built, which takes seconds for a large part
  absl::Status FindSlot(const v1::FindSlotRequest& request, v1::Slot& response);

 private:
  // Where a key stands: its first eight bytes in two halves, so that an entry has 12 bytes.
  struct Entry {
    std::uint32_t high, low;
    std::uint32_t record;
    auto operator<=>(const Entry&) const = default;
  };
  // One part file's keys, ascending.
  using Index = std::vector<Entry>;
  struct Part {
    std::string_view electorate;
    crypto::Hash256 sha256;
  };

  // The index of a part, built if need be. While one thread builds, others that need an index which
  // is not there are refused: they would only wait, all of them, and answer nobody else.
  absl::StatusOr<std::shared_ptr<const Index>> IndexOf(const Part& part)
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::shared_ptr<const Index> Cached(const crypto::Hash256& part) ABSL_LOCKS_EXCLUDED(mutex_);
  void Keep(const crypto::Hash256& part, std::shared_ptr<const Index> index)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::shared_ptr<const Index>> Build(const Part& part) const;
  // Takes the least recently used ones out while there are too many.
  void Trim() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The record of the part that has `key`; nothing where none has.
  absl::StatusOr<std::optional<crypto::Bytes>> FindIn(const Part& part, const crypto::Hash256& key);
  absl::StatusOr<crypto::Bytes> ReadRecord(const Part& part, std::uint32_t record) const;

  const storage::Reader& store_;
  Mutex mutex_;
  // The most recently used one first.
  using Cache = std::list<std::pair<crypto::Hash256, std::shared_ptr<const Index>>>;
  Cache cache_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<crypto::Hash256, Cache::iterator> by_digest_ ABSL_GUARDED_BY(mutex_);
  // Held by the one that builds an index.
  Mutex building_;
};

}  // namespace urna::services
