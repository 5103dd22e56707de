#include "tallying/balanced_load.h"

#include <algorithm>
#include <limits>
#include <utility>

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
      project_level_(profile.projects().size()),
      next_group_(profile.projects().size()),
      in_(profile.projects().size()),
      cover_(utilities.groups()),
      own_voters_(profile.projects().size()) {
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
  std::fill(in_.begin(), in_.end(), false);
  std::fill(cover_.begin(), cover_.end(), uint16_t{0});
  climbed_ = {0, 0};
  for (ProjectIndex q = 0; q < in_.size(); ++q) own_voters_[q] = utilities_.total(q);
  for (const ProjectIndex q : *set) Join(q);
  Set moving;
  for (;;) {
    const auto own = [&](ProjectIndex q) {
      return Load{profile_.projects()[q].cost.minor(), own_voters_[q]};
    };
    const Load load = climbed_;
    moving.clear();
    for (ProjectIndex q = 0; q < in_.size(); ++q) {
      if (funded_[q] && !in_[q] && load < own(q)) moving.push_back(q);
    }
    for (const ProjectIndex q : moving) Join(q);
    if (!moving.empty()) continue;
    for (ProjectIndex q = 0; q < in_.size(); ++q) {
      if (in_[q] && q != p && own(q) < load) moving.push_back(q);
    }
    for (const ProjectIndex q : moving) Leave(q);
    if (moving.empty()) break;
  }
  set->clear();
  for (ProjectIndex q = 0; q < in_.size(); ++q) {
    if (in_[q]) set->push_back(q);
  }
  return climbed_;
}

void LoadBalance::Join(ProjectIndex p) {
  in_[p] = true;
  climbed_.cost += profile_.projects()[p].cost.minor();
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    const uint16_t others = cover_[group]++;
    if (others > 1) continue;
    const int64_t voters = utilities_.weight(group);
    if (others == 0) climbed_.voters += voters;
    // With the first, all others share the group; with the second, the first one does too.
    for (const uint32_t q : utilities_.Ballot(group).indexes()) {
      if (q != p && (others == 0 || in_[q])) own_voters_[q] -= voters;
    }
  }
}

void LoadBalance::Leave(ProjectIndex p) {
  in_[p] = false;
  climbed_.cost -= profile_.projects()[p].cost.minor();
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    const uint16_t others = --cover_[group];
    if (others > 1) continue;
    const int64_t voters = utilities_.weight(group);
    if (others == 0) climbed_.voters -= voters;
    for (const uint32_t q : utilities_.Ballot(group).indexes()) {
      if (q != p && (others == 0 || in_[q])) own_voters_[q] += voters;
    }
  }
}

Load LoadBalance::Bound(ProjectIndex p, Set* set) {
  if (set->empty()) set->push_back(p);
  Load load = Climb(p, set);
  Set other = heaviest_;
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
    left_ = Amount(profile_.projects()[p].cost.minor()) << kFraction;
  }
  // Where only rounding keeps the load from carrying the costs, it is the load.
  if (Carries(p, load, &left_) || !(load < reached_)) return true;
  *set = queue_;
  return false;
}

void LoadBalance::Fund(ProjectIndex p, const Load& load, Set set) {
  Settles(p, load, &set);
  trial_.reset();
  funded_[p] = true;
  if (!(load_ < load)) return;
  load_ = load;
  heaviest_ = std::move(set);
}

// What carries the others stays as the trial has left it: within the load that was tried, so within
// every later one.
void LoadBalance::TakeBack(ProjectIndex p) {
  for (const uint32_t group : utilities_.Supporters(p).indexes()) {
    groups_[group].used -= std::exchange(flow_[EntryOf(group, p)], 0);
  }
}

bool LoadBalance::Carries(ProjectIndex p, const Load& load, Amount* left) {
  each_ = (load.cost << kFraction) / load.voters;
  most_voters_ = each_ == 0 ? std::numeric_limits<int64_t>::max()
                            : static_cast<int64_t>(std::min<Amount>(
                                  total_ / each_, std::numeric_limits<int64_t>::max()));
  while (*left > 0) {
    if (!Level(p)) return false;
    PushAll(p, left);
  }
  return true;
}

// A search by breadth, as far as the first groups that have room. Whether there are any.
bool LoadBalance::Level(ProjectIndex p) {
  std::fill(project_level_.begin(), project_level_.end(), -1);
  for (Group& group : groups_) group.level = -1;
  project_level_[p] = 0;
  queue_.assign(1, p);
  reached_ = {0, 0};
  deepest_ = std::numeric_limits<int32_t>::max();
  for (size_t i = 0; i < queue_.size(); ++i) {
    const ProjectIndex from = queue_[i];
    const int32_t level = project_level_[from] + 1;
    if (level > deepest_) break;
    next_group_[from] = 0;
    reached_.cost += profile_.projects()[from].cost.minor();
    for (const uint32_t at : utilities_.Supporters(from).indexes()) {
      Group& group = groups_[at];
      if (group.level >= 0) continue;
      group.level = level;
      group.next_entry = 0;
      reached_.voters += group.voters;
      if (Room(group) > 0) deepest_ = level;
      if (deepest_ == level || group.used == 0) continue;
      const absl::Span<const uint32_t> ballot = utilities_.Ballot(at).indexes();
      for (size_t e = 0; e < ballot.size(); ++e) {
        if (project_level_[ballot[e]] >= 0 || flow_[entry_begin_[at] + e] == 0) continue;
        project_level_[ballot[e]] = level + 1;
        queue_.push_back(ballot[e]);
      }
    }
  }
  return deepest_ != std::numeric_limits<int32_t>::max();
}

// Sends what the levels allow, path by path.
void LoadBalance::PushAll(ProjectIndex p, Amount* left) {
  path_.assign(1, {p});
  while (*left > 0) {
    const ProjectIndex project = path_.back().project;
    const absl::Span<const uint32_t> supporters = utilities_.Supporters(project).indexes();
    uint32_t& at = next_group_[project];
    if (at == supporters.size()) {
      // Nothing more can be sent through this project.
      project_level_[project] = -1;
      path_.pop_back();
      if (path_.empty()) return;
      continue;
    }
    const uint32_t index = supporters[at];
    Group& group = groups_[index];
    if (group.level != project_level_[project] + 1) {
      ++at;
      continue;
    }
    if (Room(group) > 0) {
      Augment(index, left);
      continue;
    }
    if (group.level == deepest_) {
      ++at;
      continue;
    }
    const absl::Span<const uint32_t> ballot = utilities_.Ballot(index).indexes();
    const size_t begin = entry_begin_[index];
    uint32_t& e = group.next_entry;
    while (e < ballot.size() &&
           (project_level_[ballot[e]] != group.level + 1 || flow_[begin + e] == 0)) {
      ++e;
    }
    if (e == ballot.size()) {
      ++at;
      continue;
    }
    path_.push_back({ballot[e], index, begin + e});
  }
}

// Sends along the path into `last`, which has room: each group on it takes from the project before
// and gives up as much of the one after.
void LoadBalance::Augment(uint32_t last, Amount* left) {
  Amount amount = std::min(*left, Room(groups_[last]));
  for (size_t i = 1; i < path_.size(); ++i) amount = std::min(amount, flow_[path_[i].entry]);
  for (size_t i = 0; i < path_.size(); ++i) {
    const uint32_t group = i + 1 < path_.size() ? path_[i + 1].group : last;
    flow_[EntryOf(group, path_[i].project)] += amount;
    if (i > 0) flow_[path_[i].entry] -= amount;
  }
  groups_[last].used += amount;
  *left -= amount;
  // Back to where the path is interrupted.
  for (size_t i = 1; i < path_.size(); ++i) {
    if (flow_[path_[i].entry] == 0) path_.resize(i);
  }
}

size_t LoadBalance::EntryOf(uint32_t group, ProjectIndex p) const {
  const absl::Span<const uint32_t> ballot = utilities_.Ballot(group).indexes();
  return entry_begin_[group] +
         static_cast<size_t>(std::find(ballot.begin(), ballot.end(), p) - ballot.begin());
}

}  // namespace urna::tallying
