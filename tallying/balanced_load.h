#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
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
  struct Group {
    Amount used = 0;  // of what it can carry
    int64_t voters = 0;
  };
  static constexpr int32_t kCutOff = std::numeric_limits<int32_t>::max();

  // A set with what is needed to change it.
  struct Cover {
    std::vector<bool> in;             // by project
    std::vector<uint16_t> by_group;   // how many of the set each supports
    Load load{0, 0};                  // of the set, or 0 / 0
    std::vector<int64_t> own_voters;  // by project: those it does not share with others in the set
  };
  Cover EmptyCover() const;
  void Join(ProjectIndex p, Cover* cover) const;
  void Leave(ProjectIndex p, Cover* cover) const;
  void ChangeTo(const Set& set, Cover* cover) const;
  Set Members(const Cover& cover) const;
  Load Climb(ProjectIndex p, Set* set);
  void TakeBack(ProjectIndex p);
  bool Carries(const Load& load);
  void Activate(ProjectIndex p);
  void Fill(ProjectIndex p);
  void Displace(ProjectIndex p);
  void MoveAway(ProjectIndex p);
  Amount Room(const Group& group) const {
    return (group.voters > most_voters_ ? total_ : each_ * group.voters) - group.used;
  }
  size_t EntryOf(uint32_t group, ProjectIndex p) const;

  const Profile& profile_;
  const Utilities& utilities_;
  const Amount total_;  // of all costs
  std::vector<bool> funded_;
  Load load_{0, 1};
  Cover heaviest_;                   // has load_
  Cover climbed_;                    // scratch
  std::vector<size_t> entry_begin_;  // of each group's ballot
  std::vector<Amount> flow_;         // by entry of a ballot: what the group carries of the project
  std::vector<Group> groups_;
  std::vector<Amount> excess_;  // by project: what no group carries of its cost
  std::optional<ProjectIndex> trial_;
  // Of the load that is tried.
  Amount each_ = 0;          // for one voter
  int64_t most_voters_ = 0;  // groups of more have room for everything
  // By project: at least so many times one must give way to another until a group has room.
  std::vector<int32_t> distance_;
  std::vector<uint32_t> at_distance_;   // how many projects are
  std::vector<uint32_t> supporter_at_;  // by project: those before it are of no use at its distance
  std::vector<std::pair<int32_t, ProjectIndex>> active_;  // a heap of those with excess
};

}  // namespace urna::tallying
