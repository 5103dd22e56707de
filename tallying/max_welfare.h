#pragma once

#include "tallying/allocation_rule.h"

namespace urna::tallying {

// max-welfare: the affordable set of projects with the greatest total utility: a knapsack, solved
// exactly, by branch and bound and, where that takes long, by a table over what is left of the
// money (knapsack_search.h, knapsack_table.h). Of several best sets it takes the one that holds the
// first project, in the order of the tie-break, in which they differ; projects for which both
// choices were open are recorded as a tie.
//   utility  as for equal-shares
// Outcome::proof gives the welfare, the bound from filling the budget with fractions of projects
// (no set can be better), and how many partial sets were examined to close the gap between the two,
// or how many states the table has. A contest that might take more than kMaxSteps, whatever the
// ballots, is refused.
class MaxWelfareRule final : public AllocationRule {
 public:
  static constexpr int64_t kMaxSteps = 1'000'000'000;

  static const RuleDescription& Description();
  explicit MaxWelfareRule(ParameterValues parameters);

 private:
  absl::Status CheckContest(const Contest& contest, const SelectionLimits& limits) const override;
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

}  // namespace urna::tallying
