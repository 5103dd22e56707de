// Ends calls whose other side has fallen silent: who reads nothing, or sends nothing, holds nothing
// for long.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <thread>

#include "absl/time/time.h"
#include "concurrency/mutex.h"

namespace urna::services {

// Thread-safe.
class Watchdog {
 public:
  // One call that is watched. Thread-safe.
  class Watch {
   public:
    // Until then something must happen.
    void Expect(absl::Time limit) ABSL_LOCKS_EXCLUDED(mutex_);
    // It has happened.
    void Relax() { Expect(absl::InfiniteFuture()); }
    // Cancels now.
    void Cut() { Look(absl::InfiniteFuture(), absl::InfiniteDuration()); }
    // The call is over: `cancel` does not run after this returns, unless this runs inside it.
    void End() ABSL_LOCKS_EXCLUDED(mutex_);

   private:
    friend class Watchdog;
    explicit Watch(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
    // Whether it is over. What is expected is expected within `most` from the first such look on.
    bool Look(absl::Time now, absl::Duration most) ABSL_LOCKS_EXCLUDED(mutex_);

    Mutex mutex_;
    std::function<void()> cancel_ ABSL_GUARDED_BY(mutex_);
    absl::Time limit_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
    // Whether `limit_` is within what Hurry leaves.
    bool is_hurried_ ABSL_GUARDED_BY(mutex_) = false;
    // The thread that is cancelling, while it is.
    std::optional<std::thread::id> cancelling_ ABSL_GUARDED_BY(mutex_);
    Condition cancelled_;
  };

  // `cancel` ends the call: from the thread of Tick or of Cut, at most once, and must not block.
  std::shared_ptr<Watch> Begin(std::function<void()> cancel) ABSL_LOCKS_EXCLUDED(mutex_);

  // Cancels what is overdue. For the server's clock.
  void Tick(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);
  // From the next tick on nothing is waited for longer than `most`, whatever its limit. For the server's end.
  void Hurry(absl::Duration most) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Mutex mutex_;
  std::list<std::shared_ptr<Watch>> watches_ ABSL_GUARDED_BY(mutex_);
  absl::Duration most_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteDuration();
};

}  // namespace urna::services
