#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/allocation_rule.h"
#include "tallying/measures.h"

namespace urna::tallying {

// What a rule gives, beside others on the same ballots.
struct Compared {
  Outcome outcome;
  Measures measures;
};

// Under the rule, without its trace. As AllocationRule::Allocate.
absl::StatusOr<Compared> CountToCompare(const AllocationRule& rule, const Profile& profile,
                                        const TieBreak& tie_break, const StopAsked& stop = {});

// The few rules that people are shown beside that of a vote, with the vote's own conditions
// (constraints.h). `own` and `parameters` are of its outcome: that rule is left out, as is one that
// cannot count such ballots, takes too long, or was stopped.
std::vector<Compared> CompareWithOthers(const std::string& own, const ParameterValues& parameters,
                                        const Profile& profile, const TieBreak& tie_break,
                                        const StopAsked& stop = {});

}  // namespace urna::tallying
