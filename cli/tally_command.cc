#include "cli/tally_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <type_traits>

#include "absl/strings/str_format.h"
#include "cli/client/shown_text.h"
#include "cli/compare_command.h"
#include "cli/pabulib_command.h"
#include "cli/people_text.h"
#include "cli/rule_text.h"
#include "cli/simulate_command.h"
#include "cli/tally_input.h"
#include "cli/tally_report.h"
#include "concurrency/processors.h"
#include "tallying/comparison.h"
#include "tallying/explanation.h"
#include "tallying/outcome_json.h"

namespace urna::cli {
namespace {

using tallying::Explanation;
using tallying::Outcome;
using tallying::Profile;
using tallying::ProjectIndex;

// The outcome in words, in one language; exact numbers are in the JSON.
class Telling {
 public:
  Telling(const tallying::PabulibFile& file, Language language)
      : profile_(file.profile), currency_(file.MetaValue("currency")), language_(language) {}

  void Tell(const Outcome& outcome, const std::vector<Explanation>& explanations) const {
    std::cout << Voters(profile_.voters()) << ", "
              << Counted(profile_.projects().size(), "projet", "projets", "project", "projects")
              << ", budget " << Amount(profile_.budget()) << "\n"
              << Say("Règle : ", "Rule: ") << RuleText(outcome.rule, outcome.parameters, language_)
              << "\n"
              << Say("Projets financés :", "Funded projects:") << "\n";
    std::size_t width = 0;
    for (const ProjectIndex p : outcome.selected) {
      width = std::max(width, WidthOf(Amount(profile_.projects()[p].cost)));
    }
    for (const ProjectIndex p : outcome.selected) {
      std::cout << "  " << PaddedLeft(Amount(profile_.projects()[p].cost), width) << "  "
                << PaddedLeft(Votes(profile_.approvals(p)), kVotesWidth) << "  " << Name(p) << "\n";
    }
    const std::string spent = Amount(outcome.cost), left = Amount(profile_.budget() - outcome.cost);
    std::cout << Say(fmt::format("Dépensé {}, reste {}.", spent, left),
                     fmt::format("Spent {}, left {}.", spent, left))
              << "\n";
    TellTies(outcome);
    for (const tallying::ConstraintEffect& effect : outcome.constraints) {
      std::cout << (effect.effect == "kept out" ? Say("Écarté : ", "Kept out: ")
                                                : Say("Financé d'abord : ", "Funded first: "))
                << Name(effect.project) << ", " << ConstraintText(effect.constraint, language_)
                << "\n";
    }
    TellRounds(outcome);
    TellExplanations(explanations);
  }

 private:
  static constexpr std::size_t kVotesWidth = 12;

  std::string Say(std::string_view french, std::string_view english) const {
    return std::string(language_ == Language::kFrench ? french : english);
  }
  template <typename Value>
  std::string Amount(const Value& value) const {
    if constexpr (std::is_same_v<Value, tallying::Money>) {
      return AmountText(value, profile_.minor_digits(), currency_, language_);
    } else {
      return AmountText(value, currency_, language_);
    }
  }
  std::string Number(const tallying::Rational& value) const { return NumberText(value, language_); }
  std::string Counted(std::uint64_t n, std::string_view un, std::string_view plusieurs,
                      std::string_view one, std::string_view many) const {
    return language_ == Language::kFrench ? CountText(n, un, plusieurs, language_)
                                          : CountText(n, one, many, language_);
  }
  std::string Voters(std::uint64_t n) const {
    return Counted(n, "votant", "votants", "voter", "voters");
  }
  std::string Votes(std::int64_t n) const {
    return Counted(static_cast<std::uint64_t>(n), "vote", "votes", "vote", "votes");
  }
  std::string Points(std::int64_t n) const {
    return Counted(static_cast<std::uint64_t>(n), "point", "points", "point", "points");
  }
  std::string Name(ProjectIndex p) const {
    const tallying::Project& project = profile_.projects()[p];
    return project.name.empty() ? client::Shown(project.id.text())
                                : fmt::format("{} ({})", client::Shown(project.name),
                                              client::Shown(project.id.text()));
  }

  void TellTies(const Outcome& outcome) const {
    for (const std::vector<tallying::Tie>* ties : {&outcome.ties, &outcome.completion_ties}) {
      for (const tallying::Tie& tie : *ties) {
        std::cout << Say("Une égalité, tranchée ", "A tie, settled ")
                  << TieBreakText(outcome.tie_break, language_) << Say(" :", ":");
        for (const ProjectIndex p : tie.tied) {
          std::cout << " " << client::Shown(profile_.projects()[p].id.text());
        }
        std::cout << "\n";
      }
    }
  }

  // What was compared: the most that a supporter pays for a unit of utility. Where each project is
  // worth the same, it is the largest of the payments, which are told below.
  std::string Rho(const Outcome& outcome, const tallying::Rational& rho) const {
    const auto utility = outcome.parameters.find("utility");
    if (utility == outcome.parameters.end()) return "";
    if (utility->second == "cost") {
      const std::string percent = Number(rho * 100);
      return Say(fmt::format("; au plus {}\u00a0% du coût par soutien", percent),
                 fmt::format("; at most {}% of the cost for a supporter", percent));
    }
    if (utility->second != "points") return "";
    const std::string amount = Amount(rho);
    return Say(fmt::format("; au plus {} par point", amount),
               fmt::format("; at most {} a point", amount));
  }

  void TellRounds(const Outcome& outcome) const {
    for (std::size_t i = 0; i < outcome.rounds.size(); ++i) {
      const tallying::Round& round = outcome.rounds[i];
      std::cout << absl::StreamFormat("%4d. ", i + 1) << Name(round.project) << ": "
                << (round.funded ? Say("financé", "funded") : Say("ne tient pas", "does not fit"));
      const auto whole = [&] { return static_cast<std::int64_t>(round.value.get_num().get_si()); };
      if (round.measure == "votes") std::cout << "; " << Votes(whole());
      if (round.measure == "points") std::cout << "; " << Points(whole());
      if (round.measure == "rho") std::cout << Rho(outcome, round.value);
      std::cout << "\n";
      constexpr std::size_t kShown = 5;
      for (std::size_t j = 0; j < round.payments.size() && j < kShown; ++j) {
        const tallying::Payment& payment = round.payments[j];
        const bool one = payment.voters == 1;
        std::cout << "        " << Voters(static_cast<std::uint64_t>(payment.voters))
                  << Say(one ? " paie " : " paient ", one ? " pays " : " pay ")
                  << Amount(payment.amount) << "\n";
      }
      if (round.payments.size() > kShown) {
        const auto more = Number(tallying::Rational(round.payments.size() - kShown, 1UL));
        std::cout << "        "
                  << Say(fmt::format("montants plus petits : {}", more),
                         fmt::format("smaller amounts: {}", more))
                  << "\n";
      }
    }
  }

  void TellExplanations(const std::vector<Explanation>& explanations) const {
    for (const Explanation& explanation : explanations) {
      if (explanation.place) continue;
      std::cout << Say("Pas financé : ", "Not funded: ") << Name(explanation.project) << ", "
                << Votes(explanation.votes) << Say(", coût ", ", cost ")
                << Amount(profile_.projects()[explanation.project].cost) << ".";
      if (explanation.supporters_money) {
        const std::string money = Amount(*explanation.supporters_money);
        std::cout << Say(fmt::format(" Il restait {} à ses soutiens.", money),
                         fmt::format(" Its supporters had {} left.", money));
      }
      if (explanation.budget_needed) {
        std::cout << Say(" Financé avec un budget de ", " Funded with a budget of ")
                  << Amount(*explanation.budget_needed) << ".";
      }
      if (explanation.votes_lacked) {
        const std::string votes = Votes(*explanation.votes_lacked);
        std::cout << Say(
            fmt::format(" Si les plus soutenus passaient d'abord, il lui manquerait {}.", votes),
            fmt::format(" If the most supported came first, it would lack {}.", votes));
      }
      std::cout << "\n";
    }
  }

  const Profile& profile_;
  const std::string currency_;
  const Language language_;
};

}  // namespace

int RunTally(const TallyOptions& options) {
  const auto file = ReadElection(options.file, options.encoding);
  if (!file.ok()) return RefuseInput("tally", file.status());
  const auto language = ChooseLanguage(options.language, *file);
  if (!language.ok()) return RefuseInput("tally", language.status());
  const Profile& profile = file->profile;
  const auto chosen = ChooseRule(options.counting, *file, options.file);
  if (!chosen.ok()) return RefuseInput("tally", chosen.status());
  const tallying::AllocationRule& rule = *chosen->rule;
  for (const std::string& words : chosen->words) {
    std::cerr << options.file << ": " << client::Shown(words) << "\n";
  }
  const auto tie_break = ChooseTieBreak(options.counting, *file, options.file);
  if (!tie_break.ok()) return RefuseInput("tally", tie_break.status());

  const bool report = !options.html.empty();
  const bool explain = options.explain || report;
  auto outcome = rule.Allocate(profile, *tie_break, {.trace = options.trace || explain});
  if (!outcome.ok()) return RefuseInput("tally", outcome.status());
  tallying::Explanations explanations;
  if (explain) {
    auto explained =
        Explain(rule, profile, *tie_break, *outcome,
                {.at_once = static_cast<unsigned>(Processors()), .for_each = ForEachAtOnce});
    if (!explained.ok()) return RefuseInput("tally", explained.status());
    explanations = *std::move(explained);
  }
  if (report) {
    const auto compared = tallying::CompareWithOthers(outcome->rule, outcome->parameters, profile,
                                                      *tie_break);
    const auto page = OutcomeReport(*file, *outcome, explanations, compared, *language);
    if (!page.ok()) return RefuseInput("tally", page.status());
    std::ofstream html(options.html, std::ios::binary);
    html << *page;
    if (!html.flush()) {
      return RefuseInput("tally", absl::UnavailableError(fmt::format(
                                      "{}: the report cannot be written", options.html)));
    }
  }
  if (!options.trace) {
    outcome->rounds.clear();
    outcome->shortfalls.clear();
  }
  if (!options.explain) explanations.projects.clear();
  if (options.json) {
    tallying::WriteOutcomeJson(profile, *outcome, explanations.projects, std::cout);
  } else {
    Telling(*file, *language).Tell(*outcome, explanations.projects);
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
  command->add_option(
      "--rule", counting.rule,
      "allocation rule, see below; file: the one by which META says that it was counted "
      "(default: as urna_rule says, or approval)");
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
  command->add_option("--lang", options->language, kLanguageHelp);
  command->footer(RuleHelp);
  command->callback([options, &exit_code] { exit_code = RunTally(*options); });
  AddCompareCommand(app, exit_code);
  AddSimulateCommand(app, exit_code);
  AddPabulibCommand(app, exit_code);
}

}  // namespace urna::cli
