#include "storage/rocks/held_snapshots.h"

namespace urna::storage {

std::uint64_t HeldSnapshots::Begin() {
  const MutexLock lock(mutex_);
  held_.insert(next_);
  return next_++;
}

void HeldSnapshots::End(std::uint64_t number) {
  {
    const MutexLock lock(mutex_);
    held_.erase(number);
  }
  ended_.NotifyAll();
}

void HeldSnapshots::AwaitEarlier() {
  const MutexLock lock(mutex_);
  const std::uint64_t now = next_;
  while (!held_.empty() && *held_.begin() < now) ended_.Wait(mutex_);
}

}  // namespace urna::storage
