// Times as people write them: local ones, in a time zone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace urna::client {

// INVALID_ARGUMENT unless the time zone database has the name.
absl::StatusOr<absl::TimeZone> FindTimeZone(const std::string& name);

// Unix seconds, 1970 to 9999, of "2027-03-28T09:00" or "2027-03-28T09:00:30" in the zone, or of the same
// with an offset, "2027-03-28T09:00+02:00" or "..Z", whatever the zone. A space may stand for the "T".
// INVALID_ARGUMENT for anything else, for a local time that clocks skip, and for one that they show twice
// unless the offset says which: in words that tell what to write instead.
absl::StatusOr<std::uint64_t> ParseLocalTime(std::string_view text, const absl::TimeZone& zone);

// "2027-03-28T09:00:00+02:00" of Unix seconds.
std::string LocalTimeText(std::uint64_t seconds, const absl::TimeZone& zone);

}  // namespace urna::client
