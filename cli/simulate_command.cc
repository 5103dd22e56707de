#include "cli/simulate_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/client/administrator_client.h"
#include "cli/client/errors.h"
#include "cli/client_options.h"
#include "cli/counting_choice.h"
#include "cli/people_text.h"
#include "cli/simulation_text.h"
#include "cli/tally_input.h"
#include "services/simulating/scenario_outcome.h"
#include "tallying/simulation.h"
#include "urna/v1/tallies_service.grpc.pb.h"

namespace urna::cli {
namespace {

constexpr char kCommand[] = "simulate";

constexpr char kSimulateFooter[] =
    "What other rules and envelopes would have given, or might give:\n"
    "  urna simulate --file past.pb --rule approval --rule equal-shares --budget 90000 --budget "
    "120000\n"
    "  urna simulate --process lyon-2031 --contest north --voters 5000 --seed 1 --csv > north.csv\n"
    "The second asks the server, for those who may read the draft: their token is taken from "
    "URNA_TOKEN.\n"
    "Made-up voters show how rules differ, not what people will vote; docs/rules.md has the model.";

struct SimulateOptions {
  std::string file;
  std::string encoding = "utf-8";
  ServerOptions server;
  std::string process;
  std::string contest;
  std::uint32_t voters = 1000;
  std::uint64_t seed = 1;
  std::uint32_t typical_length = 5;
  std::uint32_t chance_percent = 10;
  std::vector<std::string> rules;
  std::vector<std::string> budgets;
  CountingArguments ties;  // its rule is not used
  bool json = false;
  bool csv = false;
  std::string language;
};

// Those that --budget gives; one that is absent, for the election's own, where it gives none.
absl::StatusOr<std::vector<std::optional<tallying::Money>>> BudgetsOf(
    const SimulateOptions& options, int minor_digits) {
  std::vector<std::optional<tallying::Money>> budgets;
  for (const std::string& text : options.budgets) {
    const auto decimal = tallying::ParseDecimal(text);
    if (!decimal.ok()) return client::While("--budget", decimal.status());
    const auto money = tallying::ToMoney(*decimal, minor_digits);
    if (!money.ok()) return client::While("--budget", money.status());
    budgets.emplace_back(*money);
  }
  if (budgets.empty()) budgets.emplace_back();
  return budgets;
}

// The usual ones but for max-welfare, which many a contest is too large for.
std::vector<std::string> RulesOf(const SimulateOptions& options) {
  if (!options.rules.empty()) return options.rules;
  std::vector<std::string> rules = UsualRules();
  std::erase(rules, "max-welfare");
  return rules;
}

int Print(const SimulateOptions& options, const v1::SimulateResponse& simulation,
          Language language) {
  if (options.json) {
    std::cout << SimulationJson(simulation);
  } else if (options.csv) {
    std::cout << SimulationCsv(simulation);
  } else {
    std::cout << SimulationTable(simulation, language);
  }
  std::cout.flush();
  return std::cout ? 0 : kFailed;
}

// One after the other in the order of rules, and of budgets within a rule; counted at once.
absl::StatusOr<v1::SimulateResponse> SimulateFile(const SimulateOptions& options,
                                                  const tallying::PabulibFile& file) {
  const tallying::Profile& profile = file.profile;
  const auto tie_break = ChooseTieBreak(options.ties, file, options.file);
  if (!tie_break.ok()) return tie_break.status();
  const auto budgets = BudgetsOf(options, profile.minor_digits());
  if (!budgets.ok()) return budgets.status();
  const std::vector<std::string> names = RulesOf(options);
  std::vector<ChosenRule> rules;
  for (const std::string& name : names) {
    auto rule = ChooseRule(SplitRule(name), file, options.file);
    if (!rule.ok()) return rule.status();
    rules.push_back(*std::move(rule));
  }
  std::vector<absl::StatusOr<tallying::Simulated>> counted(rules.size() * budgets->size());
  ForEachAtOnce(counted.size(), [&](std::size_t i) {
    counted[i] = tallying::Simulate(profile, *rules[i / budgets->size()].rule, *tie_break,
                                    (*budgets)[i % budgets->size()]);
  });
  v1::SimulateResponse simulation;
  simulation.set_voters(profile.voters());
  simulation.set_currency(std::string(file.MetaValue("currency")));
  simulation.set_currency_digits(static_cast<std::uint32_t>(profile.minor_digits()));
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const std::string& name = names[i / budgets->size()];
    // One rule may be beyond reach; the others are still worth showing.
    if (absl::IsResourceExhausted(counted[i].status())) {
      std::cerr << "urna simulate: " << name
                << " left out: " << client::Explain(counted[i].status()) << "\n";
      continue;
    }
    if (!counted[i].ok()) return client::While(name, counted[i].status());
    *simulation.add_outcomes() = services::ToOutcome(name, profile, *counted[i]);
  }
  return simulation;
}

int RunOnFile(const SimulateOptions& options) {
  const auto file = ReadElection(options.file, options.encoding);
  if (!file.ok()) return RefuseInput(kCommand, file.status());
  const auto language = ChooseLanguage(options.language, *file);
  if (!language.ok()) return RefuseInput(kCommand, language.status());
  const auto simulation = SimulateFile(options, *file);
  if (!simulation.ok()) return RefuseInput(kCommand, simulation.status());
  return Print(options, *simulation, *language);
}

absl::StatusOr<v1::TieBreak> ServedTieBreak(const std::optional<std::string>& name) {
  if (!name || *name == "lexicographic") return v1::TIE_BREAK_LEXICOGRAPHIC;
  if (*name == "cost-votes") return v1::TIE_BREAK_COST_VOTES;
  if (*name == "votes-id") return v1::TIE_BREAK_VOTES_ID;
  if (*name == "order") return v1::TIE_BREAK_ORDER;
  if (*name == "lot") return v1::TIE_BREAK_LOT;
  return absl::InvalidArgumentError(
      fmt::format("--tie-break is '{}'; of a contest expected lexicographic, cost-votes, votes-id, "
                  "order or lot",
                  *name));
}

absl::StatusOr<v1::SimulateRequest> RequestOf(const SimulateOptions& options, int minor_digits) {
  v1::SimulateRequest request;
  v1::SyntheticElection& synthetic = *request.mutable_synthetic();
  synthetic.set_contest(
      fmt::format("{}/contests/{}", ProcessName(options.process), options.contest));
  synthetic.set_voters(options.voters);
  synthetic.set_typical_length(options.typical_length);
  synthetic.set_chance_percent(options.chance_percent);
  request.set_seed(options.seed);
  const auto tie_break = ServedTieBreak(options.ties.tie_break);
  if (!tie_break.ok()) return tie_break.status();
  const auto budgets = BudgetsOf(options, minor_digits);
  if (!budgets.ok()) return budgets.status();
  for (const std::string& name : RulesOf(options)) {
    const CountingArguments arguments = SplitRule(name);
    const auto values = ParseParameters(arguments.parameters);
    if (!values.ok()) return client::While(name, values.status());
    for (const std::optional<tallying::Money>& budget : *budgets) {
      v1::Scenario& scenario = *request.add_scenarios();
      scenario.set_label(name);
      if (budget) scenario.set_budget(budget->minor());
      scenario.mutable_rule()->set_rule(*arguments.rule);
      scenario.mutable_rule()->set_tie_break(*tie_break);
      for (const auto& [parameter, value] : *values) {
        v1::RuleParameter& one = *scenario.mutable_rule()->add_parameters();
        one.set_name(parameter);
        one.set_value(value);
      }
    }
  }
  return request;
}

int RunOnServer(const SimulateOptions& options) {
  if (options.server.address.empty() || options.process.empty() || options.contest.empty()) {
    return Report(kCommand, absl::InvalidArgumentError(
                                "expected --file, or --server, --process and --contest"));
  }
  std::optional<Language> language;
  if (!options.language.empty()) {
    const auto given = ParseLanguage(options.language);
    if (!given.ok()) return Report(kCommand, given.status());
    language = *given;
  }
  auto connection = Connect(options.server);
  if (!connection.ok()) return Report(kCommand, connection.status());
  const auto process = client::AdministratorClient(*connection).Get(ProcessName(options.process));
  if (!process.ok()) return Report(kCommand, process.status());
  if (!language) {
    const bool french = process->title_size() > 0 && process->title(0).language().starts_with("fr");
    language = french ? Language::kFrench : Language::kEnglish;
  }
  const auto request = RequestOf(options, static_cast<int>(process->currency_digits()));
  if (!request.ok()) return Report(kCommand, request.status());
  const auto tallies = v1::Tallies::NewStub(connection->channel());
  // It may wait behind others before its own time begins.
  const auto simulation =
      connection->Call(*tallies, &v1::Tallies::Stub::Simulate, *request, absl::Minutes(5));
  if (!simulation.ok()) return Report(kCommand, simulation.status());
  return Print(options, *simulation, *language);
}

}  // namespace

void AddSimulateCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* const command = app.add_subcommand(
      kCommand, "Try rules and budgets on a past election, or on made-up voters of a contest");
  auto* const file = command->add_option("--file", options->file, "Pabulib file (.pb)");
  AddEncodingOption(*command, options->encoding);
  AddServerOptions(*command, options->server);
  command->get_option("--server")->required(false);
  command->add_option("--process", options->process, "Process on the server, by id or name")
      ->excludes(file);
  command->add_option("--contest", options->contest, "Id of the contest")->excludes(file);
  command->add_option("--voters", options->voters, "voters to make up (default: 1000)")
      ->excludes(file);
  command->add_option("--seed", options->seed, "what they are drawn from (default: 1)")
      ->excludes(file);
  command
      ->add_option("--typical-length", options->typical_length,
                   "projects on a ballot, on average (default: 5)")
      ->excludes(file);
  command
      ->add_option("--chance", options->chance_percent,
                   "0: they want what is near them, 100: they choose by chance (default: 10)")
      ->excludes(file);
  command->add_option("--rule", options->rules,
                      fmt::format("{}; repeatable (default: the usual ones)", kRuleTextHelp));
  command->add_option("--budget", options->budgets,
                      "in currency units; repeatable: every rule is tried with every budget "
                      "(default: the election's own)");
  command->add_option("--tie-break", options->ties.tie_break, kTieBreakHelp);
  command->add_option("--lot-seed", options->ties.lot_seed, kLotSeedHelp)->needs(file);
  command->add_flag("--json", options->json, "print the figures as JSON");
  command->add_flag("--csv", options->csv, "print the figures for a spreadsheet")
      ->excludes("--json");
  command->add_option("--lang", options->language, kLanguageHelp);
  command->footer(kSimulateFooter);
  command->callback([options, &exit_code] {
    exit_code = options->file.empty() ? RunOnServer(*options) : RunOnFile(*options);
  });
}

}  // namespace urna::cli
