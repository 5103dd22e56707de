// Opens and closes processes by the clock.
#pragma once

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/schedule.h"

namespace urna::services {

// One thread that lets the schedule advance several times a second. Whoever asks for a process lets
// it advance too, so nobody ever sees a phase that should be over.
class PhaseClock {
 public:
  // `schedule` must outlive this object.
  explicit PhaseClock(Schedule& schedule);
  ~PhaseClock();
  PhaseClock(const PhaseClock&) = delete;
  PhaseClock& operator=(const PhaseClock&) = delete;

 private:
  void Run();

  Schedule& schedule_;
  absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace urna::services
