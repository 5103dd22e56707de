// What comes of requests for no method: public files, pages, log-ins, and how the server is. Methods have a CallMeter.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "concurrency/mutex.h"
#include "services/base/measurements.h"

namespace urna::services {

// Thread-safe.
class RequestMeter {
 public:
  enum class Kind { kFile, kPage, kHealth, kSignIn };

  // `status` is HTTP's. Before it is sent: whoever has read an answer finds it counted.
  void Note(Kind kind, int status) ABSL_LOCKS_EXCLUDED(mutex_);

  void Measure(Measurements& out) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable Mutex mutex_;
  // Of what goes well from the start on: rates are taken of it.
  std::map<std::pair<Kind, int>, std::uint64_t> requests_ ABSL_GUARDED_BY(mutex_) = {
      {{Kind::kFile, 200}, 0}, {{Kind::kPage, 200}, 0}, {{Kind::kHealth, 200}, 0}};
};

}  // namespace urna::services
