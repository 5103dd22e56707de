#include "tallying/balanced_load.h"

#include <algorithm>
#include <limits>

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
      used_(utilities.groups()),
      project_level_(profile.projects().size()),
      group_level_(utilities.groups()),
      next_group_(profile.projects().size()),
      next_entry_(utilities.groups()) {
  entry_begin_.reserve(utilities.groups() + 1);
  entry_begin_.push_back(0);
  for (size_t group = 0; group < utilities.groups(); ++group) {
    entry_begin_.push_back(entry_begin_.back() + utilities.Ballot(group).size());
  }
  flow_.resize(entry_begin_.back());
}

Load LoadBalance::With(ProjectIndex p, const Load& known, const Load& limit) {
  const Money cost = profile_.projects()[p].cost;
  const Amount all = Amount(cost.minor()) << kFraction;
  Load load = std::max(known, Load{cost.minor(), utilities_.total(p)});
  Amount left = all;
  if (load < limit) {
    const bool carried = Carries(p, limit, &left);
    TakeBack();
    // Where only rounding keeps the limit from carrying the costs, it is the load.
    if (!carried) return std::max(limit, reached_);
    left = all;
  }
  // Each cut gives a set with a larger average, until none is left: there are finitely many sets.
  while (!Carries(p, load, &left) && load < reached_) load = reached_;
  TakeBack();
  return load;
}

void LoadBalance::TakeBack() {
  for (const auto& [entry, amount] : moved_) flow_[entry] -= amount;
  for (const auto& [group, amount] : taken_) used_[group] -= amount;
  moved_.clear();
  taken_.clear();
}

void LoadBalance::Fund(ProjectIndex p, const Load& load) {
  Amount left = Amount(profile_.projects()[p].cost.minor()) << kFraction;
  Carries(p, load, &left);
  moved_.clear();
  taken_.clear();
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

LoadBalance::Amount LoadBalance::Room(uint32_t group) const {
  const int64_t voters = utilities_.weight(group);
  return (voters > most_voters_ ? total_ : each_ * voters) - used_[group];
}

// A search by breadth, as far as the first groups that have room. Whether there are any.
bool LoadBalance::Level(ProjectIndex p) {
  std::fill(project_level_.begin(), project_level_.end(), -1);
  std::fill(group_level_.begin(), group_level_.end(), -1);
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
    for (const uint32_t group : utilities_.Supporters(from).indexes()) {
      if (group_level_[group] >= 0) continue;
      group_level_[group] = level;
      next_entry_[group] = 0;
      reached_.voters += utilities_.weight(group);
      if (Room(group) > 0) deepest_ = level;
      if (deepest_ == level || used_[group] == 0) continue;
      const absl::Span<const uint32_t> ballot = utilities_.Ballot(group).indexes();
      for (size_t e = 0; e < ballot.size(); ++e) {
        if (project_level_[ballot[e]] >= 0 || flow_[entry_begin_[group] + e] == 0) continue;
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
    const uint32_t group = supporters[at];
    if (group_level_[group] != project_level_[project] + 1) {
      ++at;
      continue;
    }
    if (Room(group) > 0) {
      Augment(group, left);
      continue;
    }
    if (group_level_[group] == deepest_) {
      ++at;
      continue;
    }
    const absl::Span<const uint32_t> ballot = utilities_.Ballot(group).indexes();
    uint32_t& e = next_entry_[group];
    while (e < ballot.size() && (flow_[entry_begin_[group] + e] == 0 ||
                                 project_level_[ballot[e]] != group_level_[group] + 1)) {
      ++e;
    }
    if (e == ballot.size()) {
      ++at;
      continue;
    }
    path_.push_back({ballot[e], group, entry_begin_[group] + e});
  }
}

// Sends along the path into `last`, which has room: each group on it takes from the project before
// and gives up as much of the one after.
void LoadBalance::Augment(uint32_t last, Amount* left) {
  Amount amount = std::min(*left, Room(last));
  for (size_t i = 1; i < path_.size(); ++i) amount = std::min(amount, flow_[path_[i].entry]);
  for (size_t i = 0; i < path_.size(); ++i) {
    const uint32_t group = i + 1 < path_.size() ? path_[i + 1].group : last;
    const absl::Span<const uint32_t> ballot = utilities_.Ballot(group).indexes();
    const auto own = std::find(ballot.begin(), ballot.end(), path_[i].project);
    Move(entry_begin_[group] + static_cast<size_t>(own - ballot.begin()), amount);
    if (i > 0) Move(path_[i].entry, -amount);
  }
  used_[last] += amount;
  taken_.emplace_back(last, amount);
  *left -= amount;
  // Back to where the path is interrupted.
  for (size_t i = 1; i < path_.size(); ++i) {
    if (flow_[path_[i].entry] == 0) path_.resize(i);
  }
}

void LoadBalance::Move(size_t entry, Amount amount) {
  flow_[entry] += amount;
  moved_.emplace_back(entry, amount);
}

}  // namespace urna::tallying
