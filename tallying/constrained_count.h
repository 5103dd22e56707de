#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tallying/allocation_rule.h"
#include "tallying/constraints.h"

namespace urna::tallying {

// Counts with constraints: funds the fixed projects, runs the rule for each floor, then on the
// rest. Each part is an election of its own over the projects still open, with the same voters.
class ConstrainedCount {
 public:
  using CountPart = std::function<absl::Status(const Counting&, Outcome*)>;

  // All arguments must outlive the object. `outcome` is added to.
  ConstrainedCount(const Profile& profile, absl::Span<const uint32_t> ranks,
                   const Constraints& constraints, const AllocateOptions& options,
                   Outcome* outcome);

  absl::Status Run(const CountPart& count);

 private:
  void Fund(ProjectIndex p);
  SelectionLimits LimitsOf(const Profile& part, const std::vector<ProjectIndex>& kept) const;
  absl::Status RunOn(const std::vector<ProjectIndex>& kept, Money budget, std::string_view stage,
                     const CountPart& count);

  const Profile& profile_;
  const absl::Span<const uint32_t> ranks_;
  const Constraints& constraints_;
  const AllocateOptions& options_;
  Outcome* const outcome_;
  Money left_;
  std::vector<bool> gone_;  // funded or excluded
};

}  // namespace urna::tallying
