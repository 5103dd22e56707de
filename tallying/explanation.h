#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/allocation_rule.h"

namespace urna::tallying {

// Why a project was funded or not, in figures that a citizen can check.
struct Explanation {
  ProjectIndex project = 0;
  int64_t votes = 0;
  std::optional<size_t> place;  // funded as the place-th project, from 1

  // Not funded, and the rule was equal shares: what its supporters had left at the end, in currency
  // units; less than its cost.
  std::optional<Rational> supporters_money;
  // Not funded: the smallest larger budget at which this rule with all else equal funds it. Of a
  // rule that does not say how far its outcome reaches (Outcome::steady_below), one at which it
  // does and with a minor unit less does not, near the first hundredth at which it does. Absent if
  // nothing up to the largest budget tried funds it.
  std::optional<Money> budget_needed;
  // Not funded, and not by the rule `approval` either: how many more votes would have made
  // `approval` (skipping what does not fit) fund it. Absent if no number would.
  std::optional<int64_t> votes_lacked;
};

struct ExplainOptions {
  // How many hundredths above the budget are tried for `budget_needed`.
  int budget_steps = 100;
  // How many counts may be made for the smallest budgets of a rule that says how far its outcome
  // reaches; where they are not enough, it is treated as one that does not.
  int exact_counts = 20'000;
  // Counts that are made at once, and what makes them: calls body(i) for every i below n, in any
  // order, on as many threads as it likes. The explanations do not depend on either.
  size_t at_once = 1;
  std::function<void(size_t n, const std::function<void(size_t)>& body)> for_each =
      [](size_t n, const std::function<void(size_t)>& body) {
        for (size_t i = 0; i < n; ++i) body(i);
      };
  // Once it says so, no more budgets are tried: what was found until then is told. Asked by all threads.
  StopAsked stop = {};
};

struct Explanations {
  // One for every project, in the profile's order.
  std::vector<Explanation> projects;
  // The largest budget up to which all were tried that ever are.
  Money tried;
  // Whether the search was stopped: larger budgets may fund what has no `budget_needed`, and smaller
  // ones may do where one is told.
  bool stopped = false;
};

// `outcome` is what the rule gave, with its trace.
absl::StatusOr<Explanations> Explain(const AllocationRule& rule, const Profile& profile,
                                     const TieBreak& tie_break, const Outcome& outcome,
                                     const ExplainOptions& options = {});

}  // namespace urna::tallying
