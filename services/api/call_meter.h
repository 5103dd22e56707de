// What the methods have to do: how many calls, how they ended, how long they took. Never who or what.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/measurements.h"
#include "services/base/meters.h"

namespace urna::services {

// Thread-safe.
class CallMeter {
 public:
  // How often the operator is told.
  static constexpr absl::Duration kInterval = absl::Minutes(1);

  // Of the methods of these names.
  explicit CallMeter(const std::vector<std::string>& methods);

  // What came of a call that began then, whether or not anything was done for it. For `debug` it is
  // an event of its own. Waits for nobody. What is none of the methods is not counted.
  void Note(std::string_view method, const absl::Status& status, absl::Time begin);

  // Tells the operator of the calls since the last time, an event for each method that had some; at
  // most once in kInterval.
  void Tell(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  // All calls since the start, of methods that had some.
  void Measure(Measurements& out) const;

 private:
  // The canonical codes are 0 to 16.
  static constexpr std::size_t kCodes = 17;

  struct MethodMeter {
    std::array<Counter, kCodes> by_code;
    Histogram seconds{kSecondsBounds};
    // Since the operator was last told.
    std::atomic<double> longest = 0;
  };
  struct Sum {
    std::uint64_t calls = 0;
    // By the caller's doing.
    std::uint64_t refused = 0;
    // By the server's: UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, DATA_LOSS, UNKNOWN.
    std::uint64_t failed = 0;
    double seconds = 0;
  };
  static Sum SumOf(const MethodMeter& meter);

  // Changes no more, so that nobody who looks waits.
  const absl::flat_hash_map<std::string, std::unique_ptr<MethodMeter>> meters_;
  Mutex mutex_;
  // What the operator has been told of.
  std::map<std::string, Sum> told_ ABSL_GUARDED_BY(mutex_);
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace urna::services
