// What the server does by the clock, whether anybody calls or not.
#pragma once

#include <functional>
#include <thread>

#include "concurrency/mutex.h"

namespace urna::services {

// Calls `tick` several times a second on a thread of its own, until destroyed.
class PhaseClock {
 public:
  explicit PhaseClock(std::function<void()> tick);
  ~PhaseClock();
  PhaseClock(const PhaseClock&) = delete;
  PhaseClock& operator=(const PhaseClock&) = delete;

 private:
  void Run();

  const std::function<void()> tick_;
  Mutex mutex_;
  Condition changed_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace urna::services
