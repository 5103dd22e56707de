// Keeps what strangers can cause from filling the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "concurrency/mutex.h"

namespace urna::services {

// Counts an event and tells when its next line is due. Thread-safe.
class RareEvent {
 public:
  // At most one line in each `interval`.
  explicit RareEvent(std::chrono::steady_clock::duration interval) : interval_(interval) {}

  // How often it has happened since the last line, this time included; 0 while no line is due.
  std::int64_t Happened() {
    const MutexLock lock(mutex_);
    ++times_;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return 0;
    next_ = now + interval_;
    return std::exchange(times_, 0);
  }

 private:
  const std::chrono::steady_clock::duration interval_;
  Mutex mutex_;
  std::int64_t times_ ABSL_GUARDED_BY(mutex_) = 0;
  std::chrono::steady_clock::time_point next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
