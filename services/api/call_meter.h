// What the methods have to do: how many calls, how they ended, how long they took. Never who or what.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"

namespace urna::services {

// Thread-safe.
class CallMeter {
 public:
  // How often the operator is told.
  static constexpr absl::Duration kInterval = absl::Minutes(1);

  // What came of a call that began then. For `debug` it is an event of its own.
  void Note(std::string_view method, const absl::Status& status, absl::Time begin)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Tells the operator of the calls since the last time, an event for each method that had some; at
  // most once in kInterval.
  void Tell(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Sum {
    std::int64_t calls = 0;
    // By the caller's doing.
    std::int64_t refused = 0;
    // By the server's: UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, DATA_LOSS, UNKNOWN.
    std::int64_t failed = 0;
    absl::Duration all;
    absl::Duration longest;
  };

  Mutex mutex_;
  std::map<std::string, Sum, std::less<>> sums_ ABSL_GUARDED_BY(mutex_);
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace urna::services
