#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/allocation_rule.h"
#include "tallying/equal_shares_engine.h"
#include "tallying/parameters.h"

namespace urna::tallying {

// An equal-shares outcome with the endowment that gave it.
struct CompletedRun {
  EqualSharesEngine::Run run;  // ties are those of all runs
  Rational endowment;          // minor units
  int64_t runs = 0;            // counted, the first one too many included
  bool stopped = false;        // before its end: the rest means nothing
};

// More runs than any city would wait for: there a completion ends with the last outcome within the
// budget, so that what was frozen can be counted. How many it would need depends on the ballots.
inline constexpr int64_t kMaxRuns = 2'000'000;

// How equal shares goes on when money is left: the endowment rises by `increment` from run to run.
// Presets, with the peers whose outcome they reproduce:
//   add1            start exact, until exhaustive over supported   pabutools
//   add1-tool       start whole, until exhaustive over all         equalshares.net's tool
//   add1-wieliczka  start whole but first run at the exact share, until overspend   Wieliczka 2023
//   add1-whole      start whole, until overspend
//   add1-swiecie    start exact, until overspend                   Świecie 2023
class Completion {
 public:
  // Reads what CompletionParameters describes; writes what the preset chose into *values.
  // INVALID_ARGUMENT when the increment is finer than the profile's minor units.
  static absl::StatusOr<Completion> FromParameters(const ParameterValues& given, int minor_digits,
                                                   ParameterValues* values);

  // The profile must have voters.
  CompletedRun Run(const Counting& counting, Utilities& utilities,
                   int64_t most_runs = kMaxRuns) const;

 private:
  bool repeat_ = false;  // false: one run at the exact share
  bool whole_ = false;   // the grid of endowments starts at the share rounded down to whole units
  bool exact_first_ = false;
  bool until_exhaustive_ = false;
  bool over_all_ = false;
  Money increment_;
  int64_t unit_ = 1;  // minor units per currency unit
};

// Parameters `completion`, `increment`, `start`, `until`, `exhaustive_over`.
std::vector<Parameter> CompletionParameters();

}  // namespace urna::tallying
