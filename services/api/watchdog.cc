#include "services/api/watchdog.h"

#include <algorithm>
#include <utility>

namespace urna::services {

void Watchdog::Watch::Expect(absl::Time limit) {
  const MutexLock lock(mutex_);
  limit_ = limit;
  is_hurried_ = false;
}

void Watchdog::Watch::End() {
  const MutexLock lock(mutex_);
  cancel_ = nullptr;
  while (cancelling_ && *cancelling_ != std::this_thread::get_id()) cancelled_.Wait(mutex_);
}

bool Watchdog::Watch::Look(absl::Time now, absl::Duration most) {
  std::function<void()> cancel;
  {
    const MutexLock lock(mutex_);
    if (cancel_ == nullptr) return true;
    const bool awaits_something = limit_ < absl::InfiniteFuture();
    if (awaits_something && most < absl::InfiniteDuration() && !std::exchange(is_hurried_, true)) {
      limit_ = std::min(limit_, now + most);
    }
    if (now < limit_) return false;
    cancel = std::exchange(cancel_, nullptr);
    cancelling_ = std::this_thread::get_id();
  }
  // Not under the lock: cancelling may end the call on this very thread.
  cancel();
  const MutexLock lock(mutex_);
  cancelling_.reset();
  cancelled_.NotifyAll();
  return true;
}

std::shared_ptr<Watchdog::Watch> Watchdog::Begin(std::function<void()> cancel) {
  std::shared_ptr<Watch> watch(new Watch(std::move(cancel)));
  const MutexLock lock(mutex_);
  watches_.push_back(watch);
  return watch;
}

void Watchdog::Tick(absl::Time now) {
  std::list<std::shared_ptr<Watch>> all;
  absl::Duration most;
  {
    const MutexLock lock(mutex_);
    all.swap(watches_);
    most = most_;
  }
  all.remove_if([&](const std::shared_ptr<Watch>& watch) { return watch->Look(now, most); });
  const MutexLock lock(mutex_);
  watches_.splice(watches_.end(), all);
}

void Watchdog::Hurry(absl::Duration most) {
  const MutexLock lock(mutex_);
  most_ = most;
}

}  // namespace urna::services
