#include "tallying/simulation.h"

#include <utility>

namespace urna::tallying {

absl::StatusOr<Simulated> Simulate(const Profile& profile, const AllocationRule& rule,
                                   const TieBreak& tie_break, std::optional<Money> budget,
                                   const StopAsked& stop) {
  if (budget && *budget != profile.budget()) {
    const absl::StatusOr<Profile> changed = profile.WithBudget(*budget);
    if (!changed.ok()) return changed.status();
    return Simulate(*changed, rule, tie_break, std::nullopt, stop);
  }
  absl::StatusOr<Outcome> outcome = rule.Allocate(profile, tie_break, {.stop = stop});
  if (!outcome.ok()) return outcome.status();
  Simulated simulated;
  simulated.budget = profile.budget();
  simulated.measures = Measure(profile, outcome->selected);
  simulated.by_category = SpendingByCategory(profile, outcome->selected);
  simulated.by_area = SpendingByArea(profile, outcome->selected);
  simulated.outcome = *std::move(outcome);
  return simulated;
}

}  // namespace urna::tallying
