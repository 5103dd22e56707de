#include "tallying/selection_limits.h"

#include <utility>

namespace urna::tallying {

void SelectionLimits::Add(Limit limit) {
  for (const ProjectIndex p : limit.members) {
    of_project_[p].push_back(static_cast<uint32_t>(limits_.size()));
  }
  limits_.push_back(std::move(limit));
}

const SelectionLimits::Limit* LimitTracker::Obstacle(ProjectIndex p) const {
  for (const uint32_t l : limits_.of_project(p)) {
    const SelectionLimits::Limit& limit = limits_.limits()[l];
    if (limit.max_projects && projects_[l] >= *limit.max_projects) return &limit;
    if (limit.max_cost && cost_[l] + profile_.projects()[p].cost > *limit.max_cost) return &limit;
  }
  return nullptr;
}

bool LimitTracker::AllowsOrRecords(ProjectIndex p) {
  if (limits_.empty()) return true;
  const SelectionLimits::Limit* const obstacle = Obstacle(p);
  if (obstacle == nullptr) return true;
  effects_.push_back({obstacle->name, p, "kept out"});
  return false;
}

void LimitTracker::Fund(ProjectIndex p) {
  if (limits_.empty()) return;
  for (const uint32_t l : limits_.of_project(p)) {
    ++projects_[l];
    cost_[l] += profile_.projects()[p].cost;
  }
}

void LimitTracker::Unfund(ProjectIndex p) {
  if (limits_.empty()) return;
  for (const uint32_t l : limits_.of_project(p)) {
    --projects_[l];
    cost_[l] -= profile_.projects()[p].cost;
  }
}

}  // namespace urna::tallying
