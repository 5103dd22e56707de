#pragma once

#include "tallying/allocation_rule.h"
#include "tallying/ranking.h"

namespace urna::tallying {

// approval: rank by number of approvals (by points for cumulative and scoring ballots), go down the
// list, fund what fits into what is left. What most cities do.
//   on_unaffordable  skip: go on to the next project; stop: end at the first that does not fit
//   score            what is ranked; auto: points for cumulative and scoring ballots, else votes
//   unsupported      fund: also projects that nobody supports, which come last
class ApprovalRule final : public AllocationRule {
 public:
  static const RuleDescription& Description();
  explicit ApprovalRule(ParameterValues parameters);

 private:
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

// greedy: rank by approvals (points) per unit of cost, then as `approval`. Projects that cost
// nothing and have support come first. Comparisons multiply crosswise, so nothing is rounded.
class GreedyRule final : public AllocationRule {
 public:
  static const RuleDescription& Description();
  explicit GreedyRule(ParameterValues parameters);

 private:
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

}  // namespace urna::tallying
