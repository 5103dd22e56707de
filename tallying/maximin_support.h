#pragma once

#include "tallying/allocation_rule.h"

namespace urna::tallying {

// maximin-support: Phragmén's rule with loads shared out anew in every round (Sánchez-Fernández,
// Fernández García, Fisteus, Brill: The maximin support method, 2016/2022; for budgets Aziz, Lee,
// Talmon 2018, as "generalised sequential Phragmén").
//
// The cost of the funded projects is spread over their supporters so that the largest load of a
// voter is as small as possible. Each round funds the project, among those that fit into what is
// left, with which that largest load stays smallest; it ends when nothing fits. By the max-flow
// min-cut theorem the load of a set W is the largest of cost(T) / supporters(T) over its subsets T,
// which is found by Newton's method on minimum cuts (balanced_load.h). Ballots count as sets of
// projects.
class MaximinSupportRule final : public AllocationRule {
 public:
  static const RuleDescription& Description();
  explicit MaximinSupportRule(ParameterValues parameters);

 private:
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

}  // namespace urna::tallying
