// How fast the reader of a stream must be, so that nobody holds the place of one by taking a little
// now and then.
#pragma once

#include <algorithm>
#include <cstddef>

#include "absl/time/time.h"
#include "services/base/limits.h"

namespace urna::services {

// Not thread-safe.
class Pace {
 public:
  // `begin` is when the stream began.
  explicit Pace(absl::Time begin) : begin_(begin) {}

  // By when a message that is sent at `now` must have been taken: within kWriteTimeout, and soon
  // where less than kLeastRate was taken on average. A reader who is quick is on time, even where the
  // server itself held the stream up.
  absl::Time Next(absl::Time now, std::size_t bytes) {
    sent_ += static_cast<double>(bytes);
    const absl::Time on_average = begin_ + kSlowTime + absl::Seconds(sent_ / kLeastRate);
    return std::min(now + kWriteTimeout, std::max(on_average, now + kQuickTime));
  }

 private:
  const absl::Time begin_;
  double sent_ = 0;
};

}  // namespace urna::services
