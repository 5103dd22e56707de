// Which snapshots of a store somebody holds: what they see, RocksDB keeps.
#pragma once

#include <cstdint>
#include <set>

#include "concurrency/mutex.h"

namespace urna::storage {

// Thread-safe.
class HeldSnapshots {
 public:
  // The number of a new one.
  std::uint64_t Begin();
  void End(std::uint64_t number);
  // Returns once all that began before this call have ended; whoever calls it holds none.
  void AwaitEarlier();

 private:
  Mutex mutex_;
  Condition ended_;
  std::uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::uint64_t> held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::storage
