#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "tallying/project.h"

namespace urna::tallying {

// What a voter is asked for. Names are Pabulib's.
enum class BallotFormat {
  kApproval,    // a set of projects
  kOrdinal,     // projects ranked, best first
  kCumulative,  // points shared out among projects
  kScoring,     // a grade for each project
  kChoose1,     // one project
};

// "approval", "ordinal", "cumulative", "scoring", "choose-1".
std::string_view BallotFormatName(BallotFormat format);
std::optional<BallotFormat> BallotFormatFromName(std::string_view name);

// Whether ballots of this format carry points.
constexpr bool HasPoints(BallotFormat format) {
  return format == BallotFormat::kCumulative || format == BallotFormat::kScoring;
}

// Largest number of points that a ballot may give to one project.
inline constexpr int64_t kMaxPoints = 100'000'000;

// What a ballot must keep to, with Pabulib's names; a limit that is absent does not bind.
struct BallotLimits {
  std::optional<int64_t> min_length = std::nullopt;  // number of projects on the ballot
  std::optional<int64_t> max_length = std::nullopt;
  std::optional<Money> min_sum_cost = std::nullopt;  // total cost of the projects on it
  std::optional<Money> max_sum_cost = std::nullopt;
  std::optional<int64_t> min_points = std::nullopt;  // for one project
  std::optional<int64_t> max_points = std::nullopt;
  std::optional<int64_t> min_sum_points = std::nullopt;  // over the ballot
  std::optional<int64_t> max_sum_points = std::nullopt;
};

// The content of one ballot. `projects` holds no project twice; in ranked order for kOrdinal.
// `points` is parallel to it for cumulative and scoring ballots, and for ordinal ones of a contest
// with ranked points; empty otherwise.
struct BallotView {
  absl::Span<const ProjectIndex> projects;
  absl::Span<const int64_t> points;
};

// OK, or INVALID_ARGUMENT that names the limit which the ballot breaks. `projects` is the contest's
// list: ballots index into it.
absl::Status CheckLimits(const BallotView& ballot, const BallotLimits& limits,
                         absl::Span<const Project> projects);

}  // namespace urna::tallying
