// What a trustee's step tells, and its clock in whole seconds.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "cli/client/trustee_client.h"

namespace urna::client {

inline TrusteeStep Nothing() { return {}; }
inline TrusteeStep Waits(std::string what) { return {{}, std::move(what), false}; }
inline TrusteeStep Finished() { return {{}, {}, true}; }
inline TrusteeStep Did(std::string what, bool finished = false) {
  return {std::move(what), {}, finished};
}

inline std::uint64_t Seconds(absl::Time time) {
  return static_cast<std::uint64_t>(absl::ToUnixSeconds(time));
}

}  // namespace urna::client
