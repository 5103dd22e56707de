#pragma once

#include "tallying/allocation_rule.h"

namespace urna::tallying {

// bounded-overspending: the method of equal shares with bounded overspending, BOS
// (Papasotiropoulos, Pishbin, Skibski, Skowron, Wąs: arXiv 2409.15005).
//
// As in equal shares every voter starts with budget / voters. Supporters who cannot pay for all of
// a project may pay for a part alpha of it, at lambda per unit of utility: sum_i min(b_i, lambda
// u_i(p)) = alpha c(p). Each round funds, among the projects that still fit into the budget and
// whose supporters have money, the one with the smallest lambda / alpha^2; each supporter then pays
// min(b_i, rho u_i(p)) with rho = lambda / alpha, as if the part were the whole. It ends when no
// project qualifies.
//   utility  as for equal-shares
//   values   short | exact: how the trace tells lambda / alpha^2 (PriceSequence::Cut)
// Of equally good splits of one project, the one with the smallest lambda is taken.
class BoundedOverspendingRule final : public AllocationRule {
 public:
  static const RuleDescription& Description();
  explicit BoundedOverspendingRule(ParameterValues parameters);

 private:
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

}  // namespace urna::tallying
