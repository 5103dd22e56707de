#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tallying/outcome.h"
#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/selection_limits.h"

namespace urna::tallying {

// What a city lays down besides the rule, for any rule:
//   thresholds      a project with fewer votes or points is out before the rule runs
//   fixed projects  funded first, from the whole budget; the rule spends the rest
//   floors          the rule runs first on the projects of a category or area alone, with the floor
//   as its
//                   budget; then on everything left with what is left
//   incompatible projects, caps   a project is out once a funded one excludes it or fills the cap
// Each says in Outcome::constraints where it bit.
class Constraints {
 public:
  struct Floor {
    std::string name;
    std::vector<ProjectIndex> members;
    Money amount;
  };

  // INVALID_ARGUMENT for a list that cannot be read or names what the profile does not have, and
  // when the fixed projects cost more than the budget, or might, where there are no voters yet.
  static absl::StatusOr<Constraints> FromParameters(const ParameterValues& values,
                                                    const Profile& profile,
                                                    absl::Span<const uint32_t> ranks);

  // Nothing but the rule itself decides.
  bool none() const {
    return fixed_.empty() && floors_.empty() && limits_.empty() && excluded_.empty();
  }
  const std::vector<ProjectIndex>& fixed() const { return fixed_; }
  const std::vector<Floor>& floors() const { return floors_; }
  const std::vector<SelectionLimits::Limit>& limits() const { return limits_; }
  bool excluded(ProjectIndex p) const { return !excluded_.empty() && excluded_[p]; }
  const std::vector<ConstraintEffect>& effects() const { return effects_; }

 private:
  std::vector<ProjectIndex> fixed_;
  std::vector<Floor> floors_;
  std::vector<SelectionLimits::Limit> limits_;
  std::vector<bool> excluded_;  // empty if nothing is
  std::vector<ConstraintEffect> effects_;
};

// The parameters that every rule has for them.
const std::vector<Parameter>& ConstraintParameters();

}  // namespace urna::tallying
