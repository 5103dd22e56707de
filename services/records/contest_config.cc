#include "services/records/contest_config.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "ledger/errors.h"
#include "services/base/resource_name.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"

namespace urna::services {
namespace {

// What stands in the configuration where nobody chose.
constexpr std::uint64_t kDefaultMinimumBallots = 5;

tallying::ParameterValues ValuesOf(const v1::RuleConfig& rule) {
  tallying::ParameterValues values;
  for (const v1::RuleParameter& parameter : rule.parameters()) {
    values[parameter.name()] = parameter.value();
  }
  return values;
}

}  // namespace

absl::StatusOr<v1::ContestConfig> ReadContestConfig(const storage::Reader& store,
                                                    const v1::Contest& contest) {
  v1::ContestConfig config;
  config.set_id(IdOf(Kind::kContest, contest.name()));
  *config.mutable_title() = contest.title();
  config.set_area(IdOf(Kind::kArea, contest.area()));
  config.set_budget(contest.budget());
  *config.mutable_ballot_format() = contest.ballot_format();
  *config.mutable_rule() = contest.rule();
  config.set_minimum_ballots(contest.has_minimum_ballots() ? contest.minimum_ballots()
                                                           : kDefaultMinimumBallots);
  config.set_count_anyway(contest.count_anyway());
  absl::StatusOr<std::vector<v1::Project>> projects =
      ReadResources<v1::Project>(store, contest.name());
  if (!projects.ok()) return projects.status();
  for (const v1::Project& project : *projects) *config.add_projects() = SealedProject(project);
  return config;
}

void ValidateRule(const v1::RuleConfig& rule, std::string_view at, FieldViolations& violations) {
  for (int i = 1; i < rule.parameters_size(); ++i) {
    if (rule.parameters(i).name() <= rule.parameters(i - 1).name()) {
      violations.Add(fmt::format("{}.parameters[{}].name", at, i),
                     "expected parameters in ascending order of the name, each once");
      return;
    }
  }
  if (auto made = tallying::MakeRule(rule.rule(), ValuesOf(rule)); !made.ok()) {
    violations.Add(std::string(at), std::string(made.status().message()));
  }
  if (!v1::TieBreak_IsValid(rule.tie_break()) || rule.tie_break() == v1::TIE_BREAK_UNSPECIFIED) {
    violations.Add(fmt::format("{}.tie_break", at), "expected one of the tie-breaks");
  }
}

absl::StatusOr<std::unique_ptr<tallying::AllocationRule>> MakeServedRule(
    const v1::RuleConfig& rule) {
  const tallying::ParameterValues values = ValuesOf(rule);
  // Of bounded-overspending: digits can double from round to round.
  const auto digits = values.find("values");
  if (digits != values.end() && digits->second == "exact") {
    return ledger::InvalidField(
        "parameters", "values = exact may take longer than anybody can wait; expected short");
  }
  return tallying::MakeRule(rule.rule(), values);
}

}  // namespace urna::services
