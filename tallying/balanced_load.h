#ifndef URNA_TALLYING_BALANCED_LOAD_H_
#define URNA_TALLYING_BALANCED_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
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
// Most of the time goes into flows, and for most projects none is needed: any set that holds the
// project bounds its load from below, and by local search such a set is found that is seldom
// short of the best.
//
// Utilities must be of kind kCardinality. Not thread-safe.
class LoadBalance {
 public:
  // Both must outlive it.
  LoadBalance(const Profile& profile, const Utilities& utilities);

  // The load of W.
  const Load& load() const { return load_; }

  // A set of projects of W and one more.
  using Set = std::vector<ProjectIndex>;
  // A lower bound on the load of W and `p` together; `p` is not in W and has support. `set` is one
  // to begin the search with (empty if none is known), and becomes the one that gives the bound.
  Load Bound(ProjectIndex p, Set* set);
  // Whether the load of W and `p` together, of which `load` is a lower bound, is just that. If not,
  // `set` becomes one that exceeds it. Loads may not fall from call to call.
  bool Settles(ProjectIndex p, const Load& load, Set* set);
  // Adds `p` to W. `load` is that of both together, `set` one that has it if W alone has not.
  void Fund(ProjectIndex p, const Load& load, Set set);

 private:
  // In 2^-64 minor units.
  using Amount = absl::int128;
  struct Step {
    ProjectIndex project;
    // Where the next project of the path gives way to this one.
    uint32_t group = 0;
    size_t entry = 0;
  };

  struct Group {
    Amount used = 0;  // of what it can carry
    int64_t voters = 0;
    // Dinic's algorithm: distance from the project, -1 where not reached, and what comes next.
    int32_t level = -1;
    uint32_t next_entry = 0;
  };

  Load Climb(ProjectIndex p, Set* set);
  void Join(ProjectIndex p);
  void Leave(ProjectIndex p);
  void TakeBack(ProjectIndex p);
  // Sends on what is left of the cost of `p`, if loads of `load` can carry it.
  bool Carries(ProjectIndex p, const Load& load, Amount* left);
  bool Level(ProjectIndex p);
  void PushAll(ProjectIndex p, Amount* left);
  void Augment(uint32_t last, Amount* left);
  Amount Room(const Group& group) const {
    return (group.voters > most_voters_ ? total_ : each_ * group.voters) - group.used;
  }
  size_t EntryOf(uint32_t group, ProjectIndex p) const;

  const Profile& profile_;
  const Utilities& utilities_;
  const Amount total_;  // of all costs
  std::vector<bool> funded_;
  Load load_{0, 1};
  Set heaviest_;                     // has load_
  std::vector<size_t> entry_begin_;  // of each group's ballot
  std::vector<Amount> flow_;         // by entry of a ballot: what the group carries of the project
  std::vector<Group> groups_;
  // The project being tried, and what is left of its cost.
  std::optional<ProjectIndex> trial_;
  Amount left_ = 0;
  // Of the load that is tried.
  Amount each_ = 0;          // for one voter
  int64_t most_voters_ = 0;  // groups of more have room for everything
  // Dinic's algorithm, as for groups.
  std::vector<int32_t> project_level_;
  std::vector<uint32_t> next_group_;
  int32_t deepest_ = 0;  // of the groups that a path may end in
  std::vector<ProjectIndex> queue_;
  Load reached_;  // costs of the projects reached, and the voters who support them
  std::vector<Step> path_;
  // Of the set that is climbed from: who is in it, how many of it each group supports, its load,
  // and the voters that each project, in it or not, does not share with the rest of it.
  std::vector<bool> in_;
  std::vector<uint16_t> cover_;
  Load climbed_{0, 0};
  std::vector<int64_t> own_voters_;
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_BALANCED_LOAD_H_
