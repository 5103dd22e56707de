// The server's own faults, as the operator is told of them and clients may look them up.
#pragma once

#include <deque>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"

namespace urna::services {

// Thread-safe.
class Incidents {
 public:
  // What fails in the same way within so long is one incident, so that whoever asks again and again
  // does not fill the log.
  static constexpr absl::Duration kTogether = absl::Minutes(1);

  // The name of the incident, 16 hexadecimal digits; the operator was told of it with all that
  // `status` says. `now` never falls.
  std::string Of(const absl::Status& status, absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Incident {
    std::string status;
    std::string name;
    absl::Time begin;
  };

  Mutex mutex_;
  std::deque<Incident> recent_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
