// Pages of lists (AIP-158).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::services {

inline constexpr std::int32_t kDefaultPageSize = 100;
inline constexpr std::int32_t kMaxPageSize = 1000;

// The size to use: the default for 0, at most the maximum. INVALID_ARGUMENT for a negative one.
absl::StatusOr<std::size_t> PageSize(std::int32_t requested);

// A token that says after which item the next page begins. `list` names the list (its parent and
// kind), so that a token of another list is refused.
std::string MakePageToken(std::string_view list, std::string_view last);
// What `last` was; empty for an empty token. INVALID_ARGUMENT for anything that MakePageToken did
// not make for this list.
absl::StatusOr<std::string> ReadPageToken(std::string_view list, std::string_view token);

}  // namespace urna::services
