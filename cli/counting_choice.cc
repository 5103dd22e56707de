#include "cli/counting_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_split.h"
#include "cli/tally_input.h"
#include "crypto/bytes.h"
#include "ledger/tally.h"
#include "tallying/absl_view.h"
#include "tallying/counting_statement.h"
#include "tallying/own_rule.h"

namespace urna::cli {
namespace {

using tallying::PabulibFile;
using tallying::PabulibMeta;
using tallying::TieBreak;

constexpr char kUsualRule[] = "approval";
constexpr char kUsualTieBreak[] = "lexicographic";
constexpr char kLot[] = "lot";

absl::Status RefuseLine(const std::string& path, const PabulibMeta& entry,
                        std::string_view message) {
  return absl::InvalidArgumentError(
      fmt::format("{}:{}: {}: {}", path, entry.line, entry.key, message));
}

absl::Status RefuseLine(const std::string& path, const PabulibMeta& entry,
                        const absl::Status& status) {
  return RefuseLine(path, entry, tallying::StdView(status.message()));
}

// Adds the file's parameters to `values`, but for those that are there already.
absl::Status AddStatedParameters(const PabulibFile& file, const std::string& path,
                                 tallying::ParameterValues* values) {
  const PabulibMeta* const rule = file.FindMeta(tallying::kMetaRule);
  if (rule != nullptr) {
    const auto known = tallying::MakeRule(rule->value, {});
    if (!known.ok()) return RefuseLine(path, *rule, known.status());
  }
  for (const PabulibMeta& entry : file.meta) {
    if (!entry.key.starts_with(tallying::kMetaParameter)) continue;
    if (rule == nullptr) {
      return RefuseLine(path, entry,
                        fmt::format("a parameter of no rule; expected {}", tallying::kMetaRule));
    }
    std::string name = entry.key.substr(tallying::kMetaParameter.size());
    if (values->contains(name)) continue;
    const auto taken = tallying::MakeRule(rule->value, {{name, entry.value}});
    if (!taken.ok()) return RefuseLine(path, entry, taken.status());
    values->emplace(std::move(name), entry.value);
  }
  return absl::OkStatus();
}

std::optional<crypto::Hash256> ParseSeed(std::string_view text) {
  const auto bytes = crypto::FromHex(text);
  crypto::Hash256 seed;
  if (!bytes.ok() || bytes->size() != seed.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), seed.begin());
  return seed;
}

absl::StatusOr<TieBreak> ChooseLot(const CountingArguments& arguments, const PabulibFile& file,
                                   const std::string& path) {
  const PabulibMeta* const stated = file.FindMeta(tallying::kMetaLotSeed);
  std::optional<crypto::Hash256> seed;
  if (arguments.lot_seed || stated == nullptr) {
    seed = ParseSeed(arguments.lot_seed.value_or(""));
    if (!seed) {
      return absl::InvalidArgumentError(
          "ties are to be broken by lot, but --lot-seed is not 64 hexadecimal digits");
    }
  } else {
    seed = ParseSeed(stated->value);
    if (!seed) return RefuseLine(path, *stated, "expected 64 hexadecimal digits");
  }
  return ledger::DrawLots(*seed, file.profile.projects());
}

// Of one of the names that need nothing else; `name` may come from anywhere.
absl::StatusOr<TieBreak> NamedTieBreak(std::string_view name, const PabulibFile& file) {
  if (name == "order") {
    std::vector<tallying::ProjectId> order;
    for (const tallying::Project& project : file.profile.projects()) order.push_back(project.id);
    return TieBreak::Order(std::move(order));
  }
  if (auto known = TieBreak::FromName(name); known.ok()) return known;
  return absl::InvalidArgumentError(fmt::format(
      "there is no tie-break '{}'; expected lexicographic, cost-votes, votes-id, order or lot",
      name));
}

}  // namespace

const char* const kTieBreakHelp =
    "who comes first when a rule finds projects equal: lexicographic, cost-votes, votes-id, "
    "order (of the file), order:ID,ID,... or lot (default: as the file says, or lexicographic)";

const char* const kLotSeedHelp =
    "seed of the lot, 64 hexadecimal digits (default: as the file says)";

const char* const kRuleTextHelp = "RULE or RULE:name=value,name=value, or file for the file's own";

std::vector<std::string> UsualRules() {
  return {
      "approval",
      "greedy",
      "equal-shares",
      "equal-shares:completion=add1,then=greedy",
      "bounded-overspending",
      "phragmen",
      "maximin-support",
      "max-welfare",
  };
}

CountingArguments SplitRule(const std::string& text) {
  const size_t cut = text.find(':');
  CountingArguments arguments;
  arguments.rule = text.substr(0, cut);
  if (cut == std::string::npos) return arguments;
  const std::vector<std::string> parts = absl::StrSplit(text.substr(cut + 1), ',');
  for (const std::string& part : parts) {
    const size_t name = part.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    const bool begins = name != std::string::npos && name > 0 && part[name] == '=';
    if (begins || arguments.parameters.empty()) {
      arguments.parameters.emplace_back(part);
    } else {
      arguments.parameters.back().append(",").append(part);
    }
  }
  return arguments;
}

absl::StatusOr<ChosenRule> ChooseRule(const CountingArguments& arguments, const PabulibFile& file,
                                      const std::string& path) {
  auto values = ParseParameters(arguments.parameters);
  if (!values.ok()) return values.status();
  ChosenRule chosen;
  std::string name = arguments.rule.value_or(kUsualRule);
  const PabulibMeta* const stated = file.FindMeta(tallying::kMetaRule);
  if (name == kOwnRule && stated == nullptr) {
    auto own = tallying::ReadOwnRule(file, path);
    if (!own.ok()) return own.status();
    name = std::move(own->rule);
    values->merge(own->parameters);
    chosen.words = std::move(own->words);
  } else if (name == kOwnRule || !arguments.rule) {
    if (auto status = AddStatedParameters(file, path, &*values); !status.ok()) return status;
    if (stated != nullptr) name = stated->value;
    if (arguments.rule) {
      chosen.words.push_back(
          fmt::format("the rule {} ({}, line {}), with the parameters that META gives it", name,
                      stated->key, stated->line));
    }
  }
  auto rule = tallying::MakeRule(name, *values);
  if (!rule.ok()) return rule.status();
  chosen.rule = *std::move(rule);
  return chosen;
}

absl::StatusOr<TieBreak> ChooseTieBreak(const CountingArguments& arguments, const PabulibFile& file,
                                        const std::string& path) {
  constexpr std::string_view kOrder = "order:";
  if (!arguments.tie_break) {
    const PabulibMeta* const stated = file.FindMeta(tallying::kMetaTieBreak);
    if (stated == nullptr) return NamedTieBreak(kUsualTieBreak, file);
    if (stated->value == kLot) return ChooseLot(arguments, file, path);
    auto named = NamedTieBreak(stated->value, file);
    if (!named.ok()) return RefuseLine(path, *stated, named.status());
    return named;
  }
  const std::string& given = *arguments.tie_break;
  if (given == kLot) return ChooseLot(arguments, file, path);
  if (!given.starts_with(kOrder)) return NamedTieBreak(given, file);
  const std::vector<std::string> ids = absl::StrSplit(given.substr(kOrder.size()), ',');
  std::vector<tallying::ProjectId> order;
  for (const std::string& id : ids) order.emplace_back(id);
  return TieBreak::Order(std::move(order));
}

}  // namespace urna::cli
