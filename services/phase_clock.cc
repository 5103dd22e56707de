#include "services/phase_clock.h"

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
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void PhaseClock::Run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, kInterval, [this] { return ending_; })) return;
    }
    tick_();
  }
}

}  // namespace urna::services
