#include "services/simulating/scenario_outcome.h"

#include <string_view>
#include <utility>
#include <vector>

namespace urna::services {
namespace {

v1::TieBreak TieBreakOf(std::string_view name) {
  constexpr std::pair<std::string_view, v1::TieBreak> kNames[] = {
      {"lexicographic", v1::TIE_BREAK_LEXICOGRAPHIC},
      {"cost-votes", v1::TIE_BREAK_COST_VOTES},
      {"votes-id", v1::TIE_BREAK_VOTES_ID},
      {"order", v1::TIE_BREAK_ORDER},
      {"lot", v1::TIE_BREAK_LOT},
  };
  for (const auto& [known, tie_break] : kNames) {
    if (known == name) return tie_break;
  }
  return v1::TIE_BREAK_UNSPECIFIED;
}

void AddSpending(const std::vector<tallying::Spending>& spending,
                 google::protobuf::RepeatedPtrField<v1::Spending>& out) {
  for (const tallying::Spending& spent : spending) {
    v1::Spending& told = *out.Add();
    told.set_label(spent.label);
    told.set_projects(static_cast<std::uint32_t>(spent.projects));
    told.set_cost(spent.cost.minor());
  }
}

// A number that is not negative and fits.
std::int64_t RoundedHalfUp(const tallying::Rational& value) {
  const tallying::Integer twice = 2 * value.get_num() + value.get_den();
  return tallying::Integer(twice / (2 * value.get_den())).get_si();
}

}  // namespace

v1::ScenarioOutcome ToOutcome(const std::string& label, const tallying::Profile& profile,
                              const tallying::Simulated& simulated) {
  const tallying::Outcome& outcome = simulated.outcome;
  const tallying::Measures& measures = simulated.measures;
  v1::ScenarioOutcome told;
  told.set_label(label);
  told.mutable_rule()->set_rule(outcome.rule);
  for (const auto& [name, value] : outcome.parameters) {
    v1::RuleParameter& parameter = *told.mutable_rule()->add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  told.mutable_rule()->set_tie_break(TieBreakOf(outcome.tie_break));
  told.set_budget(simulated.budget.minor());
  for (const tallying::ProjectIndex p : outcome.selected) {
    told.add_selected_projects(profile.projects()[p].id.text());
  }
  told.set_cost(outcome.cost.minor());
  AddSpending(simulated.by_category, *told.mutable_cost_by_category());
  AddSpending(simulated.by_area, *told.mutable_cost_by_area());
  told.set_voters_with_nothing(static_cast<std::uint64_t>(measures.with_nothing));
  // Both parts are small enough to be exact, so that the quotient is the nearest double.
  told.set_average_projects(measures.average_projects.get_num().get_d() /
                            measures.average_projects.get_den().get_d());
  told.set_average_cost(
      RoundedHalfUp(measures.average_money * tallying::PowerOfTen(profile.minor_digits())));
  for (const tallying::ProjectIndex p : measures.ejr_plus_failures) {
    told.add_ejr_plus_failures(profile.projects()[p].id.text());
  }
  return told;
}

}  // namespace urna::services
