#pragma once

#include "tallying/allocation_rule.h"
#include "tallying/utilities.h"

namespace urna::tallying {

// equal-shares: the method of equal shares (Peters, Pierczyński, Skowron: Proportional
// Participatory Budgeting with Additive Utilities, 2021).
//
// Every voter starts with the same endowment. A project is rho-affordable if its supporters can pay
// its cost with nobody paying more than rho per unit of utility: sum_i min(b_i, rho * u_i(p)) =
// c(p). Each round funds the project with the smallest rho, and each supporter pays min(b_i, rho *
// u_i(p)). It ends when nothing is affordable. Projects of cost 0 with support come first; projects
// without support never come.
//
// With endowment budget / voters the method often leaves money. A completion counts again with a
// larger endowment, in fixed increments, and keeps the last outcome before the first one that costs
// more than the budget (`until = overspend`), or stops already when nothing more would fit
// (`exhaustive`). A larger endowment can cost less, so every increment is counted; nothing is
// bisected.
//
// Ties are recorded from every run that was counted, each set of projects once.
class EqualSharesRule final : public AllocationRule {
 public:
  static const RuleDescription& Description();
  explicit EqualSharesRule(ParameterValues parameters);

 private:
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

}  // namespace urna::tallying
