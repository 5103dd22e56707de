#include "cli/signed_time.h"

#include <fmt/format.h>

#include <string>

namespace urna::cli {
namespace {

absl::Time WholeSecond(absl::Time time) { return absl::FromUnixSeconds(absl::ToUnixSeconds(time)); }

std::string Written(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<absl::Time> SignedTime(std::string_view at, std::uint32_t threshold,
                                      absl::Time planned, absl::Time now) {
  if (at.empty()) {
    if (threshold <= 1) return WholeSecond(now);
    return absl::InvalidArgumentError(
        fmt::format("{} authorities must sign the same second: agree on one and give it with --at, "
                    "such as --at {}, which the manifest announces",
                    threshold, Written(planned)));
  }
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, std::string(at), &time, &error) ||
      time == absl::InfiniteFuture() || time == absl::InfinitePast()) {
    return absl::InvalidArgumentError(
        fmt::format("--at is '{}'; expected a time such as 2027-03-01T08:00:00Z", at));
  }
  if (time != WholeSecond(time)) {
    return absl::InvalidArgumentError(
        fmt::format("--at is '{}'; expected a whole second, such as {}", at, Written(time)));
  }
  return time;
}

}  // namespace urna::cli
