#include "tallying/comparison.h"

#include <utility>

#include "tallying/constraints.h"

namespace urna::tallying {
namespace {

struct OtherRule {
  const char* name;
  ParameterValues parameters;
};

// None of them takes long for any contest that can be frozen.
const std::vector<OtherRule>& OtherRules() {
  static const auto& rules = *new std::vector<OtherRule>{
      {"approval", {}},
      {"equal-shares", {{"completion", "add1"}, {"then", "greedy"}}},
      {"phragmen", {}},
      {"equal-shares", {}},
  };
  return rules;
}

}  // namespace

absl::StatusOr<Compared> CountToCompare(const AllocationRule& rule, const Profile& profile,
                                        const TieBreak& tie_break, const StopAsked& stop) {
  absl::StatusOr<Outcome> outcome = rule.Allocate(profile, tie_break, {.stop = stop});
  if (!outcome.ok()) return outcome.status();
  Measures measures = Measure(profile, outcome->selected);
  return Compared{*std::move(outcome), std::move(measures)};
}

std::vector<Compared> CompareWithOthers(const std::string& own, const ParameterValues& parameters,
                                        const Profile& profile, const TieBreak& tie_break,
                                        const StopAsked& stop) {
  std::vector<Compared> compared;
  for (const OtherRule& other : OtherRules()) {
    ParameterValues values = other.parameters;
    for (const Parameter& condition : ConstraintParameters()) {
      if (const auto set = parameters.find(condition.name); set != parameters.end()) {
        values.insert(*set);
      }
    }
    const auto rule = MakeRule(other.name, values);
    if (!rule.ok()) continue;
    absl::StatusOr<Compared> counted = CountToCompare(**rule, profile, tie_break, stop);
    if (!counted.ok()) continue;
    if (counted->outcome.rule == own && counted->outcome.parameters == parameters) continue;
    compared.push_back(*std::move(counted));
  }
  return compared;
}

}  // namespace urna::tallying
