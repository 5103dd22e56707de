#pragma once

#include <functional>

#include "absl/status/status.h"

namespace urna::tallying {

// Whether nobody waits any more for what is being computed. Empty: never. Once true it stays true.
// It is asked by the thread that computes, up to millions of times, and must outlive that.
using StopAsked = std::function<bool()>;

inline bool IsStopped(const StopAsked* stop) { return stop != nullptr && *stop && (*stop)(); }

// What becomes of it then: CANCELLED.
inline absl::Status Stopped() {
  return absl::CancelledError("the computation was stopped before its end");
}

}  // namespace urna::tallying
