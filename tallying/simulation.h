#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/allocation_rule.h"
#include "tallying/measures.h"
#include "tallying/spending.h"

namespace urna::tallying {

// What the same ballots come to under one rule and one budget.
struct Simulated {
  Money budget;
  Outcome outcome;
  Measures measures;
  std::vector<Spending> by_category;
  std::vector<Spending> by_area;
};

// A pure function. Without a budget it is the profile's. INVALID_ARGUMENT for one that is negative or
// above kMaxTotalMinor; else as AllocationRule::Allocate.
absl::StatusOr<Simulated> Simulate(const Profile& profile, const AllocationRule& rule,
                                   const TieBreak& tie_break, std::optional<Money> budget,
                                   const StopAsked& stop = {});

}  // namespace urna::tallying
