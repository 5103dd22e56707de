// A clock that the test sets.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

#include "services/base/clock.h"

namespace urna::services {

class ManualClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(seconds_.load()); }
  void Set(std::int64_t unix_seconds) {
    seconds_ = unix_seconds;
    if (on_change_) on_change_();
  }
  void Advance(std::int64_t seconds) { Set(seconds_ + seconds); }
  // What is done whenever it is set, before the setter goes on.
  void OnChange(std::function<void()> on_change) { on_change_ = std::move(on_change); }

 private:
  std::atomic<std::int64_t> seconds_{1'750'000'000};
  std::function<void()> on_change_;
};

}  // namespace urna::services
