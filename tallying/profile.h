#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tallying/ballot.h"
#include "tallying/money.h"
#include "tallying/project.h"

namespace urna::tallying {

// Most projects of a contest, and most ballots: what the payload and protocol formats can hold.
inline constexpr size_t kMaxProjects = 65535;
inline constexpr size_t kMaxBallots = size_t{1} << 24;

// What is fixed before anybody votes.
struct Contest {
  BallotFormat format = BallotFormat::kApproval;
  BallotLimits limits;
  Money budget;
  // Ordinal ballots give points of their own beside the ranks. Ballots of a format that has points
  // always do.
  bool ranked_points = false;
  // Digits of a minor unit: 2 when Money counts cents. Parameters of rules are in currency units.
  int minor_digits = 2;
  std::vector<Project> projects;

  bool with_points() const {
    return HasPoints(format) || (ranked_points && format == BallotFormat::kOrdinal);
  }
};

// A contest with its counted ballots: all that an allocation rule sees. Identical ballots are
// stored once. Immutable, and safe to read from many threads.
//
// Two profiles with equal contests and equal ballots give equal outcomes, in whatever order the
// ballots were added and wherever they came from.
class Profile {
 public:
  class Builder;

  const Contest& contest() const { return contest_; }
  BallotFormat format() const { return contest_.format; }
  Money budget() const { return contest_.budget; }
  int minor_digits() const { return contest_.minor_digits; }
  absl::Span<const Project> projects() const { return contest_.projects; }
  std::optional<ProjectIndex> Find(std::string_view id) const;

  // Every counted ballot is a voter, blank ones included.
  size_t voters() const { return kind_of_voter_.size(); }

  // Distinct ballots ("kinds"), and how many voters cast each.
  size_t kinds() const { return weight_.size(); }
  BallotView kind(size_t k) const {
    const size_t begin = begin_[k], size = begin_[k + 1] - begin;
    BallotView view{absl::MakeConstSpan(listed_).subspan(begin, size), {}};
    if (!points_.empty()) view.points = absl::MakeConstSpan(points_).subspan(begin, size);
    return view;
  }
  int64_t weight(size_t k) const { return weight_[k]; }

  // The ballots one by one, in the order in which they were added.
  BallotView ballot(size_t voter) const { return kind(kind_of_voter_[voter]); }
  size_t kind_of_voter(size_t voter) const { return kind_of_voter_[voter]; }

  // Number of ballots that list the project, and the sum of points it got (0 without points).
  int64_t approvals(ProjectIndex p) const { return approvals_[p]; }
  int64_t points(ProjectIndex p) const { return points_total_[p]; }

  // The same ballots with another budget or other costs (for "what if" questions).
  absl::StatusOr<Profile> WithBudget(Money budget) const;

  // The same voters, choosing among these projects only (in this order), with another budget.
  absl::StatusOr<Profile> Restricted(absl::Span<const ProjectIndex> kept, Money budget) const;

 private:
  Profile() = default;

  Contest contest_;
  std::vector<ProjectIndex> by_id_;  // project indexes sorted by id
  std::vector<size_t> begin_;        // of each kind in listed_, one more at the end
  std::vector<ProjectIndex> listed_;
  std::vector<int64_t> points_;  // parallel to listed_ when the format has points
  std::vector<int64_t> weight_;
  std::vector<uint32_t> kind_of_voter_;
  std::vector<int64_t> approvals_;
  std::vector<int64_t> points_total_;
};

// Collects ballots for a Profile.
//
//   auto builder = Profile::Builder::Create(contest);
//   builder->AddBallot({0, 4});
//   Profile profile = std::move(*builder).Build();
class Profile::Builder {
 public:
  // INVALID_ARGUMENT when an id is empty or used twice, a cost or the budget is negative, the
  // amounts exceed kMaxTotalMinor together, or there are more than kMaxProjects projects.
  static absl::StatusOr<Builder> Create(Contest contest);

  Builder(Builder&&) noexcept;
  Builder& operator=(Builder&&) noexcept;
  ~Builder();

  const Contest& contest() const;

  // Adds a ballot. INVALID_ARGUMENT (and nothing added) when an index is out of range or repeated,
  // `points` is not parallel to `projects` (for contests with points; empty for the others), or a
  // number of points is outside 0..kMaxPoints. A project with 0 points is left off the ballot: it
  // has no support from it, for whatever is counted. On an ordinal ballot its rank is support. The
  // contest's limits are not applied here: whoever admits ballots calls CheckLimits.
  absl::Status AddBallot(absl::Span<const ProjectIndex> projects,
                         absl::Span<const int64_t> points = {});

  Profile Build() &&;

 private:
  struct State;
  explicit Builder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace urna::tallying
