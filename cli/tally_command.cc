#include "cli/tally_command.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include "absl/strings/str_format.h"
#include "cli/client/shown_text.h"
#include "cli/compare_command.h"
#include "cli/pabulib_command.h"
#include "cli/tally_input.h"
#include "cli/tally_report.h"
#include "tallying/concat.h"
#include "tallying/explanation.h"
#include "tallying/outcome_json.h"

namespace urna::cli {
namespace {

using tallying::Explanation;
using tallying::Outcome;
using tallying::Profile;
using tallying::ProjectIndex;

// Numbers for reading only; the exact ones are in the JSON.
std::string Rounded(const tallying::Rational& value) {
  return absl::StrFormat("%.6g", value.get_d());
}

void PrintTies(const Profile& profile, const Outcome& outcome) {
  for (const std::vector<tallying::Tie>* ties : {&outcome.ties, &outcome.completion_ties}) {
    for (const tallying::Tie& tie : *ties) {
      std::cout << "A tie, settled by the order '" << outcome.tie_break << "':";
      for (const ProjectIndex p : tie.tied)
        std::cout << " " << client::Shown(profile.projects()[p].id.text());
      std::cout << "\n";
    }
  }
}

void PrintRounds(const Profile& profile, const Outcome& outcome) {
  for (size_t i = 0; i < outcome.rounds.size(); ++i) {
    const tallying::Round& round = outcome.rounds[i];
    std::cout << absl::StreamFormat("%4d. %s %s (%s): %s %s", i + 1, round.stage,
                                    client::Shown(profile.projects()[round.project].id.text()),
                                    round.funded ? "funded" : "does not fit", round.measure,
                                    Rounded(round.value));
    if (round.measure == "rho" && outcome.parameters.count("utility") != 0 &&
        outcome.parameters.at("utility") == "cost") {
      std::cout << "; each euro of approved cost cost its supporters " << Rounded(round.value)
                << " euro";
    }
    if (round.effective_support) {
      std::cout << "; effective support " << Rounded(*round.effective_support);
    }
    std::cout << "\n";
    constexpr size_t kShown = 5;
    for (size_t j = 0; j < round.payments.size() && j < kShown; ++j) {
      std::cout << "        " << round.payments[j].voters << " voters pay "
                << Rounded(round.payments[j].amount) << "\n";
    }
    if (round.payments.size() > kShown) {
      std::cout << "        and " << round.payments.size() - kShown << " smaller amounts\n";
    }
  }
}

void PrintExplanations(const Profile& profile, const std::vector<Explanation>& explanations) {
  for (const Explanation& explanation : explanations) {
    if (explanation.place) continue;
    const tallying::Project& project = profile.projects()[explanation.project];
    std::cout << "Not funded: " << client::Shown(project.id.text()) << " (" << explanation.votes
              << " votes, cost " << FormatMoney(project.cost, profile.minor_digits()) << ").";
    if (explanation.supporters_money) {
      std::cout << " Its supporters had " << Rounded(*explanation.supporters_money) << " left.";
    }
    if (explanation.budget_needed) {
      std::cout << " Funded with a budget of "
                << FormatMoney(*explanation.budget_needed, profile.minor_digits()) << ".";
    }
    if (explanation.votes_lacked) {
      std::cout << " Under approval it lacked " << *explanation.votes_lacked << " votes.";
    }
    std::cout << "\n";
  }
}

void PrintForPeople(const Profile& profile, const Outcome& outcome,
                    const std::vector<Explanation>& explanations) {
  const int digits = profile.minor_digits();
  std::cout << profile.voters() << " voters, " << profile.projects().size() << " projects, budget "
            << FormatMoney(profile.budget(), digits) << "\n"
            << "Funded by " << outcome.rule << ":\n";
  for (const ProjectIndex p : outcome.selected) {
    const tallying::Project& project = profile.projects()[p];
    std::cout << absl::StreamFormat("  %12s  %8d votes  %s  %s\n",
                                    FormatMoney(project.cost, digits), profile.approvals(p),
                                    client::Shown(project.id.text()), client::Shown(project.name));
  }
  std::cout << "Spent " << FormatMoney(outcome.cost, digits) << ", left "
            << FormatMoney(profile.budget() - outcome.cost, digits) << ".\n";
  PrintTies(profile, outcome);
  for (const tallying::ConstraintEffect& effect : outcome.constraints) {
    std::cout << effect.constraint << ": "
              << client::Shown(profile.projects()[effect.project].id.text()) << " " << effect.effect
              << "\n";
  }
  PrintRounds(profile, outcome);
  PrintExplanations(profile, explanations);
}

}  // namespace

int RunTally(const TallyOptions& options) {
  const auto file = ReadElection(options.file, options.encoding);
  if (!file.ok()) return RefuseInput("tally", file.status());
  const Profile& profile = file->profile;
  const auto rule = ChooseRule(options.counting, *file, options.file);
  if (!rule.ok()) return RefuseInput("tally", rule.status());
  const auto tie_break = ChooseTieBreak(options.counting, *file, options.file);
  if (!tie_break.ok()) return RefuseInput("tally", tie_break.status());

  const bool report = !options.html.empty();
  const bool explain = options.explain || report;
  auto outcome = (*rule)->Allocate(profile, *tie_break, {.trace = options.trace || explain});
  if (!outcome.ok()) return RefuseInput("tally", outcome.status());
  std::vector<Explanation> explanations;
  if (explain) {
    auto explained = Explain(
        **rule, profile, *tie_break, *outcome,
        {.at_once = std::max(1U, std::thread::hardware_concurrency()), .for_each = ForEachAtOnce});
    if (!explained.ok()) return RefuseInput("tally", explained.status());
    explanations = *std::move(explained);
  }
  if (report) {
    std::ofstream html(options.html, std::ios::binary);
    html << OutcomeReport(*file, *outcome, explanations);
    if (!html.flush()) {
      return RefuseInput("tally", absl::UnavailableError(tallying::Concat(
                                      options.html, ": the report cannot be written")));
    }
  }
  if (!options.trace) {
    outcome->rounds.clear();
    outcome->shortfalls.clear();
  }
  if (!options.explain) explanations.clear();
  if (options.json) {
    tallying::WriteOutcomeJson(profile, *outcome, explanations, std::cout);
  } else {
    PrintForPeople(profile, *outcome, explanations);
  }
  std::cout.flush();
  return std::cout ? 0 : 1;
}

void AddTallyCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<TallyOptions>();
  CLI::App* const command = app.add_subcommand("tally", "Count an election from a Pabulib file");
  command->add_option("file", options->file, "Pabulib file (.pb)")->required();
  AddEncodingOption(*command, options->encoding);
  CountingArguments& counting = options->counting;
  command->add_option("--rule", counting.rule,
                      "allocation rule, see below (default: as the file says, or approval)");
  command->add_option("--param", counting.parameters,
                      "parameter of the rule, as name=value; repeatable");
  command->add_option("--tie-break", counting.tie_break, kTieBreakHelp);
  command->add_option("--lot-seed", counting.lot_seed, kLotSeedHelp);
  command->add_flag("--json", options->json, "print the outcome as JSON");
  command->add_flag("--trace", options->trace, "tell every round of the rule");
  command->add_flag("--explain", options->explain,
                    "say of every project why it was funded or not (counts many times)");
  command->add_option("--html", options->html,
                      "write a report for citizens, in French and English, to this file");
  command->footer(RuleHelp);
  command->callback([options, &exit_code] { exit_code = RunTally(*options); });
  AddCompareCommand(app, exit_code);
  AddPabulibCommand(app, exit_code);
}

}  // namespace urna::cli
