#include "tallying/balanced_load.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "tallying/progress.h"

namespace urna::tallying {
namespace {

constexpr int kFraction = 64;  // bits

absl::int128 SumOfCosts(const Profile& profile) {
  absl::int128 sum = 0;
  for (const Project& project : profile.projects()) sum += project.cost.minor();
  return sum << kFraction;
}

}  // namespace

LoadBalance::LoadBalance(const Profile& profile, const Utilities& utilities)
    : profile_(profile),
      utilities_(utilities),
      total_(SumOfCosts(profile)),
      funded_(profile.projects().size()),
      groups_(utilities.groups()),
      excess_(profile.projects().size()),
      distance_(profile.projects().size(), kCutOff),
      at_distance_(profile.projects().size() + 2),
      supporter_at_(profile.projects().size()) {
  heaviest_ = EmptyCover();
  entry_begin_.reserve(utilities.groups() + 1);
  entry_begin_.push_back(0);
  for (size_t group = 0; group < utilities.groups(); ++group) {
    groups_[group].voters = utilities.weight(group);
    entry_begin_.push_back(entry_begin_.back() + utilities.Ballot(group).size());
  }
  flow_.resize(entry_begin_.back());
}

// The gain of a set over a load is its cost less what its supporters carry at that load. What a
// project adds to it only grows with the set, because its supporters are more and more supported
// already. So all projects that add to the gain of a set may join it together, and all that take
// from it may leave together; either way the set's own load rises.
Load LoadBalance::Climb(ProjectIndex p, Set* set) {
  Cover& cover = climbed_;
  ChangeTo(*set, &cover);
  Set moving;
  // The load rises from step to step, and there are finitely many sets.
  Load before{-1, 1};
  for (;;) {
    RequireProgress(before < cover.load, "the search for a heavy set");
    before = cover.load;
    const auto own = [&](ProjectIndex q) {
      return Load{profile_.projects()[q].cost.minor(), cover.own_voters[q]};
    };
    const Load load = cover.load;
    moving.clear();
    for (ProjectIndex q = 0; q < funded_.size(); ++q) {
      if (funded_[q] && !cover.in[q] && load < own(q)) moving.push_back(q);
    }
    for (const ProjectIndex q : moving) Join(q, &cover);
    if (!moving.empty()) continue;
    for (ProjectIndex q = 0; q < funded_.size(); ++q) {
      if (cover.in[q] && q != p && own(q) < load) moving.push_back(q);
    }
    for (const ProjectIndex q : moving) Leave(q, &cover);
    if (moving.empty()) break;
  }
  *set = Members(cover);
  return cover.load;
}

LoadBalance::Cover LoadBalance::EmptyCover() const {
  Cover cover;
  cover.in.resize(funded_.size());
  cover.by_group.resize(utilities_.groups());
  for (ProjectIndex p = 0; p < funded_.size(); ++p) cover.own_voters.push_back(utilities_.total(p));
  return cover;
}

void LoadBalance::Join(ProjectIndex p, Cover* cover) const {
  cover->in[p] = true;
  cover->load.cost += profile_.projects()[p].cost.minor();
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    const uint16_t others = cover->by_group[group]++;
    if (others > 1) continue;
    const int64_t voters = utilities_.weight(group);
    if (others == 0) cover->load.voters += voters;
    // With the first, all others share the group; with the second, the first one does too.
    for (const uint32_t q : utilities_.Ballot(group).indexes()) {
      if (q != p && (others == 0 || cover->in[q])) cover->own_voters[q] -= voters;
    }
  }
}

void LoadBalance::Leave(ProjectIndex p, Cover* cover) const {
  cover->in[p] = false;
  cover->load.cost -= profile_.projects()[p].cost.minor();
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    const uint16_t others = --cover->by_group[group];
    if (others > 1) continue;
    const int64_t voters = utilities_.weight(group);
    if (others == 0) cover->load.voters -= voters;
    for (const uint32_t q : utilities_.Ballot(group).indexes()) {
      if (q != p && (others == 0 || cover->in[q])) cover->own_voters[q] += voters;
    }
  }
}

LoadBalance::Set LoadBalance::Members(const Cover& cover) const {
  Set set;
  for (ProjectIndex p = 0; p < cover.in.size(); ++p) {
    if (cover.in[p]) set.push_back(p);
  }
  return set;
}

// From the heaviest set, or from nothing, whichever is nearer.
void LoadBalance::ChangeTo(const Set& set, Cover* cover) const {
  std::vector<bool> wanted(funded_.size());
  for (const ProjectIndex p : set) wanted[p] = true;
  int64_t from_nothing = 0, from_heaviest = 0;  // supporters of what must be moved
  for (ProjectIndex p = 0; p < wanted.size(); ++p) {
    const auto supporters = static_cast<int64_t>(utilities_.Supporters(p).size());
    if (wanted[p]) from_nothing += supporters;
    if (wanted[p] != heaviest_.in[p]) from_heaviest += supporters;
  }
  if (from_heaviest < from_nothing) {
    *cover = heaviest_;
  } else {
    *cover = EmptyCover();
  }
  for (ProjectIndex p = 0; p < wanted.size(); ++p) {
    if (wanted[p] && !cover->in[p]) Join(p, cover);
    if (!wanted[p] && cover->in[p]) Leave(p, cover);
  }
}

Load LoadBalance::Bound(ProjectIndex p, Set* set) {
  if (set->empty()) set->push_back(p);
  Load load = Climb(p, set);
  Set other = Members(heaviest_);
  other.push_back(p);
  const Load of_other = Climb(p, &other);
  if (load < of_other) {
    load = of_other;
    *set = std::move(other);
  }
  return std::max(load, load_);
}

bool LoadBalance::Settles(ProjectIndex p, const Load& load, Set* set) {
  if (trial_ != p) {
    if (trial_) TakeBack(*trial_);
    trial_ = p;
    excess_[p] = Amount(profile_.projects()[p].cost.minor()) << kFraction;
  }
  if (Carries(load)) return true;
  Set cut;
  for (ProjectIndex q = 0; q < distance_.size(); ++q) {
    if ((funded_[q] || q == p) && distance_[q] == kCutOff) cut.push_back(q);
  }
  ChangeTo(cut, &climbed_);
  // Where only rounding keeps the load from carrying the costs, it is the load.
  if (!(load < climbed_.load)) return true;
  *set = std::move(cut);
  return false;
}

void LoadBalance::Fund(ProjectIndex p, const Load& load, Set set) {
  Settles(p, load, &set);
  trial_.reset();
  funded_[p] = true;
  if (!(load_ < load)) return;
  load_ = load;
  ChangeTo(set, &climbed_);
  std::swap(heaviest_, climbed_);
}

// What carries the others stays as the trial has left it: within the load that was tried, so within
// every later one.
void LoadBalance::TakeBack(ProjectIndex p) {
  excess_[p] = 0;
  distance_[p] = kCutOff;
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    groups_[group].used -= std::exchange(flow_[EntryOf(group, p)], 0);
  }
}

// Pushes costs on until groups carry all of them, or what is left is cut off from all room: the
// push-relabel method of Goldberg and Tarjan (1988) on projects, from afar to near.
bool LoadBalance::Carries(const Load& load) {
  each_ = (load.cost << kFraction) / load.voters;
  most_voters_ = each_ == 0 ? std::numeric_limits<int64_t>::max()
                            : static_cast<int64_t>(std::min<Amount>(
                                  total_ / each_, std::numeric_limits<int64_t>::max()));
  active_.clear();
  std::fill(at_distance_.begin(), at_distance_.end(), 0u);
  for (ProjectIndex p = 0; p < excess_.size(); ++p) {
    if (!funded_[p] && trial_ != p) continue;
    distance_[p] = 1;
    ++at_distance_[1];
    supporter_at_[p] = 0;
    if (excess_[p] > 0) Activate(p);
  }
  bool carries = true;
  while (!active_.empty()) {
    std::pop_heap(active_.begin(), active_.end());
    const ProjectIndex p = active_.back().second;
    active_.pop_back();
    while (excess_[p] > 0 && distance_[p] != kCutOff) {
      if (distance_[p] == 1) {
        Fill(p);
      } else {
        Displace(p);
      }
      if (excess_[p] > 0) MoveAway(p);
    }
    carries = carries && excess_[p] == 0;
  }
  return carries;
}

void LoadBalance::Activate(ProjectIndex p) {
  active_.emplace_back(distance_[p], p);
  std::push_heap(active_.begin(), active_.end());
}

void LoadBalance::Fill(ProjectIndex p) {
  const absl::Span<const uint32_t> supporters = utilities_.Supporters(p).indexes();
  for (uint32_t& at = supporter_at_[p]; at < supporters.size(); ++at) {
    Group& group = groups_[supporters[at]];
    const Amount amount = std::min(excess_[p], Room(group));
    if (amount <= 0) continue;
    flow_[EntryOf(supporters[at], p)] += amount;
    group.used += amount;
    excess_[p] -= amount;
    if (excess_[p] == 0) return;
  }
}

// Supporters carry `p` in place of projects that are nearer to room.
void LoadBalance::Displace(ProjectIndex p) {
  const absl::Span<const uint32_t> supporters = utilities_.Supporters(p).indexes();
  for (uint32_t& at = supporter_at_[p]; at < supporters.size(); ++at) {
    const absl::Span<const uint32_t> ballot = utilities_.Ballot(supporters[at]).indexes();
    const size_t begin = entry_begin_[supporters[at]];
    for (size_t e = 0; e < ballot.size(); ++e) {
      const ProjectIndex other = ballot[e];
      if (distance_[other] != distance_[p] - 1 || flow_[begin + e] == 0) continue;
      const Amount amount = std::min(excess_[p], flow_[begin + e]);
      flow_[begin + e] -= amount;
      flow_[EntryOf(supporters[at], p)] += amount;
      if (excess_[other] == 0) Activate(other);
      excess_[other] += amount;
      excess_[p] -= amount;
      if (excess_[p] == 0) return;
    }
  }
}

// `p` is farther from room than was thought.
void LoadBalance::MoveAway(ProjectIndex p) {
  int32_t nearest = kCutOff;
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    const absl::Span<const uint32_t> ballot = utilities_.Ballot(group).indexes();
    for (size_t e = 0; e < ballot.size(); ++e) {
      if (distance_[ballot[e]] < nearest && ballot[e] != p && flow_[entry_begin_[group] + e] != 0) {
        nearest = distance_[ballot[e]];
      }
    }
    if (nearest == distance_[p]) break;
  }
  const int32_t before = std::exchange(distance_[p], nearest == kCutOff ? kCutOff : nearest + 1);
  // No farther than there are projects, or cut off.
  RequireProgress(distance_[p] > before, "the way of costs to voters with room");
  supporter_at_[p] = 0;
  if (distance_[p] != kCutOff) ++at_distance_[static_cast<size_t>(distance_[p])];
  if (--at_distance_[static_cast<size_t>(before)] > 0) return;
  // One step changes the distance by one: beyond a distance at which nothing is, nothing has a way.
  for (ProjectIndex q = 0; q < distance_.size(); ++q) {
    if (distance_[q] <= before || distance_[q] == kCutOff) continue;
    --at_distance_[static_cast<size_t>(distance_[q])];
    distance_[q] = kCutOff;
  }
}

size_t LoadBalance::EntryOf(uint32_t group, ProjectIndex p) const {
  const absl::Span<const uint32_t> ballot = utilities_.Ballot(group).indexes();
  return entry_begin_[group] +
         static_cast<size_t>(std::find(ballot.begin(), ballot.end(), p) - ballot.begin());
}

}  // namespace urna::tallying
