#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tallying/outcome.h"
#include "tallying/profile.h"

namespace urna::tallying {

// "Not all of these": groups of projects of which only so many, or only so much money, may be
// funded (incompatible projects; caps per category or area). They hold for every rule.
class SelectionLimits {
 public:
  struct Limit {
    std::string name;  // for people: "incompatible: 3,7", "category_cap: Sport"
    std::vector<ProjectIndex> members;
    std::optional<int64_t> max_projects;
    std::optional<Money> max_cost;
  };

  explicit SelectionLimits(const Profile& profile) : of_project_(profile.projects().size()) {}

  void Add(Limit limit);
  bool empty() const { return limits_.empty(); }
  const std::vector<Limit>& limits() const { return limits_; }
  const std::vector<uint32_t>& of_project(ProjectIndex p) const { return of_project_[p]; }

 private:
  std::vector<Limit> limits_;
  std::vector<std::vector<uint32_t>> of_project_;
};

// Follows one count: what is funded so far, and what that keeps out.
class LimitTracker {
 public:
  LimitTracker(const Profile& profile, const SelectionLimits& limits)
      : profile_(profile),
        limits_(limits),
        projects_(limits.limits().size()),
        cost_(limits.limits().size()) {}

  // Whether the project may still be funded. Once false it stays so.
  bool Allows(ProjectIndex p) const { return limits_.empty() || Obstacle(p) == nullptr; }
  // The same; a refusal is recorded among the effects.
  bool AllowsOrRecords(ProjectIndex p);
  void Fund(ProjectIndex p);
  void Unfund(ProjectIndex p);

  const std::vector<ConstraintEffect>& effects() const { return effects_; }

 private:
  const SelectionLimits::Limit* Obstacle(ProjectIndex p) const;

  const Profile& profile_;
  const SelectionLimits& limits_;
  std::vector<int64_t> projects_;  // funded, by limit
  std::vector<Money> cost_;
  std::vector<ConstraintEffect> effects_;
};

}  // namespace urna::tallying
