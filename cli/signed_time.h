// The second that an authority signs for the opening or the closing of the vote.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace urna::cli {

// What `--at` says, which may be empty where one authority decides alone: it means `now` then.
// Authorities whose signatures count together sign the same whole second, and two that sign "now"
// never do: with a threshold of several the time is always said.
//   INVALID_ARGUMENT  `at` is no RFC 3339 time or has a fraction of a second, which no record holds;
//                     or it is empty where `threshold` authorities must agree: the message then
//                     names `planned`, the time that the manifest announces
absl::StatusOr<absl::Time> SignedTime(std::string_view at, std::uint32_t threshold,
                                      absl::Time planned, absl::Time now);

}  // namespace urna::cli
