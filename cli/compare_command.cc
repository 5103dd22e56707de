#include "cli/compare_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/client/errors.h"
#include "cli/counting_choice.h"
#include "cli/people_text.h"
#include "cli/rule_text.h"
#include "cli/tally_input.h"
#include "cli/tally_report.h"
#include "tallying/comparison.h"
#include "tallying/report.h"

namespace urna::cli {
namespace {

using tallying::Compared;

struct CompareOptions {
  std::string file;
  std::string encoding = "utf-8";
  std::vector<std::string> rules;
  CountingArguments ties;  // its rule is not used
  bool json = false;
  std::string language;
  std::string html;
};

double Percent(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

// A rule a paragraph: its words are too long for a column.
void PrintTable(const tallying::PabulibFile& file, const std::vector<Compared>& compared,
                Language language) {
  const bool french = language == Language::kFrench;
  const std::string currency(file.MetaValue("currency"));
  for (const Compared& entry : compared) {
    const tallying::Measures& measures = entry.measures;
    const std::string cost =
        AmountText(entry.outcome.cost, file.profile.minor_digits(), currency, language);
    const std::string money = AmountText(measures.average_money, currency, language);
    const std::string projects = NumberText(measures.average_projects, language);
    const std::size_t funded = entry.outcome.selected.size(),
                      deserved = measures.ejr_plus_failures.size();
    std::string nothing =
        fmt::format("{:.1f}\u00a0%", Percent(measures.with_nothing, measures.voters));
    const tallying::Rational& average = measures.average_projects;
    std::cout << RuleText(entry.outcome.rule, entry.outcome.parameters, language) << "\n";
    if (french) {
      std::replace(nothing.begin(), nothing.end(), '.', ',');
      std::cout
          << "  " << CountText(funded, "projet", "projets", language) << ", " << cost
          << "\n  votants sans aucun projet financé : " << nothing
          << "\n  par votant : " << projects
          << (average < 2 ? " projet financé, " : " projets financés, ") << money
          << "\n  projets que la part de leurs soutiens aurait payés, et qui ne le sont pas : "
          << deserved << "\n";
    } else {
      std::cout << "  " << CountText(funded, "project", "projects", language) << ", " << cost
                << "\n  voters with no funded project: " << nothing
                << "\n  for each voter: " << projects
                << (average == 1 ? " funded project, " : " funded projects, ") << money
                << "\n  projects that their supporters' shares would have paid for, and are not "
                   "funded: "
                << deserved << "\n";
    }
  }
}

std::string ToJson(const tallying::Profile& profile, const std::vector<Compared>& compared) {
  nlohmann::ordered_json json;
  json["voters"] = profile.voters();
  json["budget"] = FormatMoney(profile.budget(), profile.minor_digits());
  json["rules"] = nlohmann::ordered_json::array();
  for (const Compared& entry : compared) {
    json["rules"].push_back(tallying::ComparedToJson(profile, entry));
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int RunCompare(const CompareOptions& options) {
  const auto file = ReadElection(options.file, options.encoding);
  if (!file.ok()) return RefuseInput("compare", file.status());
  const auto language = ChooseLanguage(options.language, *file);
  if (!language.ok()) return RefuseInput("compare", language.status());
  const auto tie_break = ChooseTieBreak(options.ties, *file, options.file);
  if (!tie_break.ok()) return RefuseInput("compare", tie_break.status());
  const std::vector<std::string> names = options.rules.empty() ? UsualRules() : options.rules;
  std::vector<std::unique_ptr<tallying::AllocationRule>> rules;
  for (const std::string& name : names) {
    auto chosen = ChooseRule(SplitRule(name), *file, options.file);
    if (!chosen.ok()) return RefuseInput("compare", chosen.status());
    rules.push_back(std::move(chosen->rule));
  }
  std::vector<absl::StatusOr<Compared>> counted(rules.size());
  ForEachAtOnce(rules.size(), [&](size_t i) {
    counted[i] = tallying::CountToCompare(*rules[i], file->profile, *tie_break);
  });
  std::vector<Compared> compared;
  for (size_t i = 0; i < counted.size(); ++i) {
    const absl::Status& status = counted[i].status();
    if (status.ok()) {
      compared.push_back(*std::move(counted[i]));
      continue;
    }
    // One rule may be beyond reach; the others are still worth showing.
    if (status.code() != absl::StatusCode::kResourceExhausted) {
      return RefuseInput("compare", status);
    }
    std::cerr << "urna compare: " << names[i] << " left out: " << client::Explain(status) << "\n";
  }
  if (!options.html.empty()) {
    const auto page = ComparisonReport(*file, compared, *language);
    if (!page.ok()) return RefuseInput("compare", page.status());
    std::ofstream html(options.html, std::ios::binary);
    html << *page;
    if (!html.flush()) {
      return RefuseInput("compare", absl::UnavailableError(fmt::format(
                                        "{}: the report cannot be written", options.html)));
    }
  }
  if (options.json) {
    std::cout << ToJson(file->profile, compared);
  } else {
    PrintTable(*file, compared, *language);
  }
  return 0;
}

}  // namespace

void AddCompareCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* const command =
      app.add_subcommand("compare", "Count one election under several rules, side by side");
  command->add_option("file", options->file, "Pabulib file (.pb)")->required();
  AddEncodingOption(*command, options->encoding);
  command->add_option("--rule", options->rules,
                      fmt::format("{}; repeatable (default: the usual ones)", kRuleTextHelp));
  command->add_option("--tie-break", options->ties.tie_break, kTieBreakHelp);
  command->add_option("--lot-seed", options->ties.lot_seed, kLotSeedHelp);
  command->add_flag("--json", options->json, "print the figures as JSON, exactly");
  command->add_option("--lang", options->language, kLanguageHelp);
  command->add_option("--html", options->html, "write the comparison as a page to this file");
  command->callback([options, &exit_code] { exit_code = RunCompare(*options); });
}

}  // namespace urna::cli
