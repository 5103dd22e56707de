// How much one source may do in a while, where nobody is known by name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"

namespace urna::services {

// Thread-safe. Holds at most kSources sources; where there are more, the oldest hour is forgotten.
class SourceLimits {
 public:
  static constexpr std::size_t kSources = 10'000;
  static constexpr absl::Duration kWhile = absl::Hours(1);

  // `clock` must outlive this object.
  explicit SourceLimits(const Clock& clock) : clock_(clock) {}

  // Counts one more of this source, unless there were `most` within the hour that began with its first.
  [[nodiscard]] bool Take(std::string_view source, std::size_t most);

 private:
  struct Hour {
    absl::Time begin;
    std::size_t count = 0;
  };

  const Clock& clock_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, Hour> hours_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
