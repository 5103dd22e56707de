#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/rational.h"

namespace urna::tallying {

// A place where the rule found several projects equal and the tie-break decided.
struct Tie {
  // The rule's own count, from 0: the place in the ranking for rules that rank once, the round for
  // rules that choose again and again.
  int64_t round = 0;
  std::vector<ProjectIndex> tied;  // in the order of the tie-break: the first was taken first
};

// So many voters who each pay this much, in currency units.
struct Payment {
  Rational amount;
  int64_t voters = 0;
};

// One project considered by the rule.
struct Round {
  ProjectIndex project = 0;
  bool funded = false;
  // Which part of the rule: "ranking", "equal-shares", "completion", "fixed" ...
  std::string stage;
  // What the rule compared, under the name that docs/rules.md gives it: "votes", "points",
  // "votes-per-cost", "rho", "load". In currency units where money enters. Exact, but for
  // long values of bounded-overspending.
  std::string measure;
  Rational value;
  // Equal shares: the supporters' payments, largest first.
  std::vector<Payment> payments;
  // Equal shares: cost / (largest payment), the number of full payers that would do.
  std::optional<Rational> effective_support;
};

// A place where a constraint decided, not the rule.
struct ConstraintEffect {
  std::string constraint;  // its name and whom it concerns
  ProjectIndex project = 0;
  std::string effect;  // "kept out" or "funded first"
};

// A project with support that equal shares did not fund.
struct Shortfall {
  ProjectIndex project = 0;
  Rational supporters_money;  // what its supporters have left at the end, in currency units
};

struct Outcome {
  std::string rule;
  ParameterValues parameters;  // complete: defaults and what "auto" came to
  std::string tie_break;
  std::vector<ProjectIndex> selected;  // in order of selection
  Money cost;
  std::vector<Tie> ties;
  // Equal shares with then = greedy: ties in the ranking that fills up, apart from the rule's own.
  std::vector<Tie> completion_ties;
  // Any budget that is larger by less than this gives the same outcome: the least by which a
  // project did not fit. kAnyBudget where all fitted; absent where the rule reads the budget in
  // other ways.
  std::optional<Money> steady_below;
  static constexpr Money kAnyBudget = Money::Minor(std::numeric_limits<int64_t>::max());
  // Equal shares: what each voter had in the run that counts, in currency units, and the number of
  // runs.
  std::optional<Rational> endowment;
  int64_t runs = 1;
  // Equal shares with comparison: the rule whose outcome more voters preferred, and which is this
  // one.
  std::string replaced_by;
  std::vector<ConstraintEffect> constraints;
  // max-welfare: figures that show why nothing better exists.
  std::vector<std::pair<std::string, std::string>> proof;
  // Both empty unless asked for.
  std::vector<Round> rounds;
  std::vector<Shortfall> shortfalls;
};

}  // namespace urna::tallying
