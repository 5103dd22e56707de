#include "services/phase_clock.h"

#include <utility>

#include "absl/time/time.h"

namespace urna::services {
namespace {

// How late a process may open or close when nobody asks for it.
constexpr absl::Duration kInterval = absl::Milliseconds(200);

}  // namespace

PhaseClock::PhaseClock(std::function<void()> tick)
    : tick_(std::move(tick)), thread_([this] { Run(); }) {}

PhaseClock::~PhaseClock() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  thread_.join();
}

void PhaseClock::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&ending_), kInterval)) return;
    }
    tick_();
  }
}

}  // namespace urna::services
