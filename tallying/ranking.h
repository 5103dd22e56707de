#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "tallying/outcome.h"
#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/selection_limits.h"

namespace urna::tallying {

// What a ranking counts for each project.
enum class Score {
  kVotes,   // ballots that list it
  kPoints,  // points it got; Borda points on ordinal ballots
};

// What a rank on an ordinal ballot is worth.
enum class BordaPoints {
  kLengthMinusOne,  // len - 1 - position: the last ranked project gets nothing
  kLength,          // len - position
  kOfBallot,        // the points that the ballot gives beside the ranks; the contest must have them
};

// Whether a ranking takes in projects whose score is 0: nobody asked for them, but money may be
// left.
enum class Unsupported { kSkip, kFund };
// The parameter `unsupported` of the rules that rank, and what its values mean.
Parameter UnsupportedParameter();
Unsupported ChosenUnsupported(std::string_view value);

// The score of every project.
std::vector<int64_t> Scores(const Profile& profile, Score score,
                            BordaPoints borda = BordaPoints::kLengthMinusOne);

struct Ranking {
  std::vector<ProjectIndex> order;  // best first, ties already broken
  std::vector<Tie> ties;            // each with the place of its first project
};

// Ranks `candidates` by score, or by score per cost. Equal ones follow `ranks`, and are recorded.
Ranking RankProjects(const Profile& profile, absl::Span<const ProjectIndex> candidates,
                     absl::Span<const int64_t> scores, bool per_cost, Unsupported unsupported,
                     absl::Span<const uint32_t> ranks);

// Goes down the ranking and funds what fits into what the outcome leaves of the budget; at the
// first that does not fit it ends if `stop`. What the limits keep out is passed over. Appends to
// selected, ties and (traced) rounds; ties count their places from the number of projects selected
// before. Returns the least by which a project did not fit, or Outcome::kAnyBudget.
Money CountDown(const Profile& profile, const Ranking& ranking, absl::Span<const int64_t> scores,
                bool per_cost, std::string_view score_name, std::string_view stage, bool stop,
                bool trace, LimitTracker* limits, Outcome* outcome);

}  // namespace urna::tallying
