#include "cli/tally_command.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tallying/allocation_rule.h"
#include "tallying/concat.h"
#include "tallying/outcome_json.h"
#include "tallying/pabulib_reader.h"
#include "tallying/tie_break.h"

namespace urna::cli {
namespace {

constexpr int kBadInput = 2;

int Refuse(const absl::Status& status) {
  std::cerr << "urna tally: " << status.message() << "\n";
  return kBadInput;
}

absl::StatusOr<tallying::TieBreak> ParseTieBreak(const std::string& text) {
  constexpr std::string_view kOrder = "order:";
  if (text.rfind(kOrder, 0) != 0) return tallying::TieBreak::FromName(text);
  std::vector<tallying::ProjectId> order;
  const std::vector<std::string> ids = absl::StrSplit(text.substr(kOrder.size()), ',');
  for (const std::string& id : ids) {
    order.emplace_back(id);
  }
  return tallying::TieBreak::Order(std::move(order));
}

std::string RuleHelp() {
  std::string help = "Rules and their parameters:\n";
  for (const tallying::RuleDescription& rule : tallying::AllocationRules()) {
    tallying::Append(&help, "  ", rule.name, ": ", rule.meaning, "\n");
    for (const tallying::Parameter& parameter : rule.parameters) {
      tallying::Append(&help, "    ", parameter.name, "  (", parameter.Range());
      if (!parameter.default_value.empty()) {
        tallying::Append(&help, "; default ", parameter.default_value);
      }
      tallying::Append(&help, ")\n        ", parameter.meaning, "\n");
    }
  }
  return help;
}

void PrintForPeople(const tallying::Profile& profile, const tallying::Outcome& outcome) {
  const int digits = profile.minor_digits();
  std::cout << profile.voters() << " voters, " << profile.projects().size() << " projects, budget "
            << FormatMoney(profile.budget(), digits) << "\n"
            << "Funded by " << outcome.rule << ":\n";
  for (const tallying::ProjectIndex p : outcome.selected) {
    const tallying::Project& project = profile.projects()[p];
    std::cout << absl::StreamFormat("  %12s  %8d votes  %s  %s\n",
                                    FormatMoney(project.cost, digits), profile.approvals(p),
                                    project.id.text(), project.name);
  }
  std::cout << "Spent " << FormatMoney(outcome.cost, digits) << ", left "
            << FormatMoney(profile.budget() - outcome.cost, digits) << ".\n";
  for (const tallying::Tie& tie : outcome.ties) {
    std::cout << "A tie, settled by the order '" << outcome.tie_break << "':";
    for (const tallying::ProjectIndex p : tie.tied) {
      std::cout << " " << profile.projects()[p].id.text();
    }
    std::cout << "\n";
  }
  for (const tallying::Round& round : outcome.rounds) {
    std::cout << "  " << round.stage << ": " << profile.projects()[round.project].id.text() << " "
              << (round.funded ? "funded" : "does not fit") << ", " << round.measure << " "
              << absl::StrFormat("%.6g", round.value.get_d()) << "\n";
  }
}

}  // namespace

int RunTally(const TallyOptions& options) {
  tallying::ParameterValues parameters;
  for (const std::string& given : options.parameters) {
    const std::pair<std::string, std::string> named =
        absl::StrSplit(given, absl::MaxSplits('=', 1));
    if (given.find('=') == std::string::npos) {
      return Refuse(absl::InvalidArgumentError(
          tallying::Concat("--param is '", given, "'; expected name=value")));
    }
    parameters[named.first] = named.second;
  }
  const auto rule = tallying::MakeRule(options.rule, parameters);
  if (!rule.ok()) return Refuse(rule.status());
  const absl::StatusOr<tallying::TieBreak> tie_break = ParseTieBreak(options.tie_break);
  if (!tie_break.ok()) return Refuse(tie_break.status());
  const auto file = tallying::ReadPabulibFile(options.file);
  if (!file.ok()) return Refuse(file.status());
  for (const tallying::PabulibWarning& warning : file->warnings) {
    std::cerr << options.file << ":" << warning.line << ": warning: " << warning.message << "\n";
  }
  if (file->warning_count > file->warnings.size()) {
    std::cerr << options.file << ": " << file->warning_count - file->warnings.size()
              << " more warnings\n";
  }
  const auto outcome = (*rule)->Allocate(file->profile, *tie_break, {.trace = options.trace});
  if (!outcome.ok()) return Refuse(outcome.status());
  if (options.json) {
    std::cout << OutcomeToJson(file->profile, *outcome);
  } else {
    PrintForPeople(file->profile, *outcome);
  }
  std::cout.flush();
  return std::cout ? 0 : 1;
}

void AddTallyCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<TallyOptions>();
  CLI::App* const command = app.add_subcommand("tally", "Count an election from a Pabulib file");
  command->add_option("file", options->file, "Pabulib file (.pb)")->required();
  command->add_option("--rule", options->rule, "allocation rule (see below)")
      ->capture_default_str();
  command->add_option("--param", options->parameters,
                      "parameter of the rule, as name=value; repeatable");
  command
      ->add_option("--tie-break", options->tie_break,
                   "lexicographic, cost-votes, votes-id, or order:ID,ID,... for a given order")
      ->capture_default_str();
  command->add_flag("--json", options->json, "print the outcome as JSON");
  command->add_flag("--trace", options->trace, "tell every round of the rule");
  command->footer(RuleHelp);
  command->callback([options, &exit_code] { exit_code = RunTally(*options); });
}

}  // namespace urna::cli
