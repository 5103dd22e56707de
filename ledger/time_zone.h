// Time zones by their names in the time zone database.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace urna::ledger {

inline constexpr std::size_t kMaxTimeZoneSize = 64;

// Nothing unless it is the name of a zone that this machine's database has, such as `Europe/Paris`. What
// else a library takes for one (paths of files, "localtime", fixed offsets of its own, zones that count
// leap seconds) is none: it would not be the same everywhere.
std::optional<absl::TimeZone> FindTimeZone(std::string_view name);

}  // namespace urna::ledger
