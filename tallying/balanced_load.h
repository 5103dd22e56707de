#ifndef URNA_TALLYING_BALANCED_LOAD_H_
#define URNA_TALLYING_BALANCED_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "tallying/profile.h"
#include "tallying/utilities.h"

namespace urna::tallying {

// A load in minor units per voter: cost / voters, not reduced. `voters` is positive.
struct Load {
  absl::int128 cost = 0;
  int64_t voters = 1;

  friend bool operator<(const Load& a, const Load& b) {
    return a.cost * b.voters < b.cost * a.voters;
  }
  friend bool operator==(const Load& a, const Load& b) {
    return a.cost * b.voters == b.cost * a.voters;
  }
};

// Spreads the costs of a growing set W of projects over their supporters so that the largest load
// of a voter is as small as can be. By the max-flow min-cut theorem that load is the largest of
// cost(T) / |supporters of T| over the non-empty subsets T of W.
//
// Costs flow to voters, who take up to a load that is tried; as loads only grow with W, a flow that
// carries W is the start for every larger set. Amounts are whole multiples of 2^-64 of a minor
// unit, the load tried being rounded down to one. That decides exactly. Where the costs do not fit,
// the minimum cut gives the T with the greatest excess over the load tried. A set that exceeds a /
// b does so by a multiple of 1 / b, with b at most 2^24 (kMaxBallots). Rounding moves an excess by
// less than 2^-40 for the load (2^24 voters, 2^-64 each), and as much for each project of W, whose
// last bit of cost may have been left over: together less than 2^-24. So if any set exceeds the
// load, the cut does.
//
// Utilities must be of kind kCardinality. Not thread-safe.
class LoadBalance {
 public:
  // Both must outlive it.
  LoadBalance(const Profile& profile, const Utilities& utilities);

  // The load of W and `p` together; `p` is not in W and has support. `known` is a lower bound on
  // it, and at least the load of W. If the load is above `limit`, the result may be any lower bound
  // that is above `limit` too.
  Load With(ProjectIndex p, const Load& known, const Load& limit);
  // Adds `p` to W; `load` is that of both together.
  void Fund(ProjectIndex p, const Load& load);

 private:
  // In 2^-64 minor units.
  using Amount = absl::int128;
  struct Step {
    ProjectIndex project;
    // Where the next project of the path gives way to this one.
    uint32_t group = 0;
    size_t entry = 0;
  };

  void TakeBack();
  // Sends on what is left of the cost of `p`, if loads of `load` can carry it.
  bool Carries(ProjectIndex p, const Load& load, Amount* left);
  bool Level(ProjectIndex p);
  void PushAll(ProjectIndex p, Amount* left);
  void Augment(uint32_t last, Amount* left);
  Amount Room(uint32_t group) const;
  void Move(size_t entry, Amount amount);

  const Profile& profile_;
  const Utilities& utilities_;
  const Amount total_;               // of all costs
  std::vector<size_t> entry_begin_;  // of each group's ballot
  std::vector<Amount> flow_;         // by entry of a ballot: what the group carries of the project
  std::vector<Amount> used_;         // by group
  // What the trial of a project changed, to be taken back.
  std::vector<std::pair<size_t, Amount>> moved_;
  std::vector<std::pair<uint32_t, Amount>> taken_;
  // Of the load that is tried.
  Amount each_ = 0;          // for one voter
  int64_t most_voters_ = 0;  // groups of more have room for everything
  // Dinic's algorithm: distance from the project, -1 where not reached, and what comes next.
  std::vector<int32_t> project_level_, group_level_;
  int32_t deepest_ = 0;  // of the groups that a path may end in
  std::vector<uint32_t> next_group_;
  std::vector<uint32_t> next_entry_;
  std::vector<ProjectIndex> queue_;
  Load reached_;  // costs of the projects reached, and the voters who support them
  std::vector<Step> path_;
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_BALANCED_LOAD_H_
