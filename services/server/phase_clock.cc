#include "services/server/phase_clock.h"

#include <chrono>
#include <utility>

namespace urna::services {
namespace {

// How late a process may open or close when nobody asks for it.
constexpr std::chrono::milliseconds kInterval(200);

}  // namespace

PhaseClock::PhaseClock(std::function<void()> tick)
    : tick_(std::move(tick)), thread_([this] { Run(); }) {}

PhaseClock::~PhaseClock() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

void PhaseClock::Run() {
  while (true) {
    {
      const MutexLock lock(mutex_);
      const auto limit = std::chrono::steady_clock::now() + kInterval;
      while (!ending_ && changed_.WaitUntil(mutex_, limit)) {
      }
      if (ending_) return;
    }
    tick_();
  }
}

}  // namespace urna::services
