#include "tallying/ballot.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace urna::tallying {
namespace {

constexpr std::array<std::pair<BallotFormat, std::string_view>, 5> kNames = {{
    {BallotFormat::kApproval, "approval"},
    {BallotFormat::kOrdinal, "ordinal"},
    {BallotFormat::kCumulative, "cumulative"},
    {BallotFormat::kScoring, "scoring"},
    {BallotFormat::kChoose1, "choose-1"},
}};

absl::Status CheckRange(std::string_view what, int64_t value, std::optional<int64_t> least,
                        std::optional<int64_t> most) {
  if (least && value < *least) {
    return absl::InvalidArgumentError(
        fmt::format("{} is {}, and must be at least {}", what, value, *least));
  }
  if (most && value > *most) {
    return absl::InvalidArgumentError(
        fmt::format("{} is {}, and may be at most {}", what, value, *most));
  }
  return absl::OkStatus();
}

std::optional<int64_t> Minor(std::optional<Money> amount) {
  if (!amount) return std::nullopt;
  return amount->minor();
}

}  // namespace

std::string_view BallotFormatName(BallotFormat format) {
  for (const auto& [value, name] : kNames) {
    if (value == format) return name;
  }
  return "";
}

std::optional<BallotFormat> BallotFormatFromName(std::string_view name) {
  for (const auto& [value, known] : kNames) {
    if (known == name) return value;
  }
  return std::nullopt;
}

absl::Status CheckLimits(const BallotView& ballot, const BallotLimits& limits,
                         absl::Span<const Project> projects) {
  absl::Status status =
      CheckRange("the number of projects", static_cast<int64_t>(ballot.projects.size()),
                 limits.min_length, limits.max_length);
  if (!status.ok()) return status;
  Money cost;
  for (const ProjectIndex p : ballot.projects) cost += projects[p].cost;
  status = CheckRange("the total cost in minor units", cost.minor(), Minor(limits.min_sum_cost),
                      Minor(limits.max_sum_cost));
  if (!status.ok()) return status;
  if (ballot.points.empty()) return absl::OkStatus();
  int64_t sum = 0;
  for (const int64_t points : ballot.points) {
    status = CheckRange("the points of a project", points, limits.min_points, limits.max_points);
    if (!status.ok()) return status;
    sum += points;
  }
  return CheckRange("the sum of points", sum, limits.min_sum_points, limits.max_sum_points);
}

}  // namespace urna::tallying
