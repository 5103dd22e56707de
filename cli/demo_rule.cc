#include "cli/demo_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/counting_choice.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr char kUsualRule[] = "equal-shares";
const char* const kThatSpend[] = {"completion=add1", "then=greedy"};

// What a demo leaves out of a file: categories and areas of projects, points beside ranks.
absl::Status CheckHeld(const tallying::ParameterValues& parameters) {
  for (const char* name : {"category_cap", "area_cap"}) {
    if (!parameters.at(name).empty()) {
      return absl::InvalidArgumentError(fmt::format(
          "its rule has a {}, and a demo's projects have no categories or areas", name));
    }
  }
  const auto borda = parameters.find("borda");
  if (borda != parameters.end() && borda->second == "ballot") {
    return absl::InvalidArgumentError("a demo's ballots give no points beside the ranks");
  }
  return absl::OkStatus();
}

absl::StatusOr<CountingRule> OwnRuleOf(const CountingRule& asked, const tallying::PabulibFile& file,
                                       const std::string& path, std::vector<std::string>& words) {
  auto chosen =
      ChooseRule({.rule = std::string(kOwnRule), .parameters = asked.parameters}, file, path);
  if (!chosen.ok()) return chosen.status();
  if (auto status = CheckHeld(chosen->rule->parameters()); !status.ok()) return status;
  CountingRule own = asked;
  own.rule = chosen->rule->description().name;
  own.parameters.clear();
  for (const auto& [name, value] : chosen->rule->parameters()) {
    own.parameters.push_back(name + "=" + value);
  }
  words.insert(words.end(), chosen->words.begin(), chosen->words.end());
  return own;
}

}  // namespace

absl::StatusOr<CountingRule> ChooseDemoRule(const CountingRule& asked, bool rule_given,
                                            const tallying::PabulibFile& file,
                                            const std::string& path,
                                            std::vector<std::string>& words) {
  if (rule_given && asked.rule != kOwnRule) return asked;
  if (rule_given || asked.parameters.empty()) {
    auto own = OwnRuleOf(asked, file, path, words);
    if (own.ok() || rule_given) return own;
    words.push_back(
        fmt::format("counted by equal shares, and what is left spent; its own rule is not: {}",
                    ledger::MessageOf(own.status())));
  }
  CountingRule usual = asked;
  usual.rule = kUsualRule;
  usual.parameters.assign(std::begin(kThatSpend), std::end(kThatSpend));
  // The last of two values of a parameter counts.
  usual.parameters.insert(usual.parameters.end(), asked.parameters.begin(), asked.parameters.end());
  return usual;
}

}  // namespace urna::cli
