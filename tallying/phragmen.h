#pragma once

#include "tallying/allocation_rule.h"

namespace urna::tallying {

// phragmen: Phragmén's sequential rule (Los, Christoff, Grossi: Proportional Budget Allocations,
// 2022).
//
// Every funded project puts a load on its supporters, as much in all as it costs. Loads start at 0.
// Next is the project whose supporters would end with the smallest common load, (c(p) + sum of
// their loads) / supporters; their loads become that. Loads only grow, so the common load never
// falls from round to round. Ballots count as sets of projects.
//   on_unaffordable  stop: end as soon as a project at the minimum does not fit (pabutools);
//                    skip: drop it and go on
// Projects dearer than the whole budget, or without support, take no part.
class PhragmenRule final : public AllocationRule {
 public:
  static const RuleDescription& Description();
  explicit PhragmenRule(ParameterValues parameters);

 private:
  absl::Status Count(const Counting& counting, Outcome* outcome) const override;
};

}  // namespace urna::tallying
