// A time of the protocol, for people.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace urna::client {

// Unix seconds, in UTC.
inline std::string TimeText(std::uint64_t seconds) {
  return absl::FormatTime(absl::RFC3339_sec,
                          absl::FromUnixSeconds(static_cast<std::int64_t>(seconds)),
                          absl::UTCTimeZone());
}

}  // namespace urna::client
