#include "tallying/own_rule.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tallying/absl_view.h"
#include "tallying/exclusions.h"
#include "tallying/money.h"
#include "tallying/ranking.h"

namespace urna::tallying {
namespace {

constexpr char kThreshold[] = "min_project_score_threshold";
constexpr char kKnownRules[] =
    "greedy, greedy-no-skip, greedy-threshold, greedy-exclusive, greedy-custom, equalshares or "
    "equalshares/add1, these two also with -comparison";

// What the comment of Poznań's files says of their rule. The budget pays for what comes before the
// first project that does not fit; who else pays for more is no part of the count.
constexpr std::string_view kUntilItDoesNotFit =
    "until the next project on the list does not fit within the budget";

std::vector<std::string> List(std::string_view text) {
  std::vector<std::string> list = absl::StrSplit(AbslView(text), ',');
  for (std::string& piece : list) absl::StripAsciiWhitespace(&piece);
  return list;
}

class OwnRuleReader {
 public:
  OwnRuleReader(const PabulibFile& file, std::string_view name) : file_(file), name_(name) {}

  absl::StatusOr<OwnRule> Read() {
    absl::Status status = ReadRule();
    if (status.ok()) status = ReadThreshold();
    if (status.ok()) status = ReadCaps("category_cap", "budget_per_category", "categories");
    if (status.ok()) status = ReadCaps("area_cap", "budget_per_neighborhood", "neighborhoods");
    if (!status.ok()) return status;
    return std::move(own_);
  }

 private:
  absl::Status Refuse(const PabulibMeta& entry, std::string_view message) const {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}: {}", name_, entry.line, entry.key, message));
  }
  void Say(std::string_view words, const PabulibMeta& entry) {
    own_.words.push_back(fmt::format("{} ({}, line {})", words, entry.key, entry.line));
  }

  absl::Status ReadRule();
  absl::Status ReadGreedy(const PabulibMeta& rule, std::string_view variant);
  absl::Status ReadEqualShares(const PabulibMeta& rule, std::string_view variant);
  absl::Status ReadComment(const PabulibMeta& rule);
  void ReadExclusions();
  void ReadRankPoints();
  absl::Status ReadThreshold();
  absl::Status ReadCaps(const char* parameter, const char* amounts_key, const char* labels_key);
  bool HasProject(std::string_view label, bool by_area) const;

  const PabulibFile& file_;
  const std::string_view name_;
  OwnRule own_;
};

absl::Status OwnRuleReader::ReadRule() {
  const PabulibMeta* const rule = file_.FindMeta("rule");
  if (rule == nullptr || rule->value.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "{}:1: META does not say which rule counted; expected rule;{}", name_, kKnownRules));
  }
  const std::string value = absl::AsciiStrToLower(rule->value);
  std::string_view variant = value;
  if (variant.starts_with("greedy")) {
    variant.remove_prefix(std::string_view("greedy").size());
    return ReadGreedy(*rule, variant);
  }
  if (variant.starts_with("equalshares")) {
    variant.remove_prefix(std::string_view("equalshares").size());
    return ReadEqualShares(*rule, variant);
  }
  return Refuse(*rule, fmt::format("'{}' is no rule that can be followed; expected {}", rule->value,
                                   kKnownRules));
}

absl::Status OwnRuleReader::ReadGreedy(const PabulibMeta& rule, std::string_view variant) {
  own_.rule = "approval";
  if (variant == "-custom") {
    if (absl::Status status = ReadComment(rule); !status.ok()) return status;
  } else if (variant == "-no-skip") {
    own_.parameters["on_unaffordable"] = "stop";
    Say("the most supported projects first, until one does not fit", rule);
  } else if (variant.empty() || variant == "-threshold" || variant == "-exclusive") {
    Say("the most supported projects first; one that does not fit is passed over", rule);
  } else {
    return Refuse(rule, fmt::format("'{}' is no rule that can be followed; expected {}", rule.value,
                                    kKnownRules));
  }
  if (variant == "-threshold" && file_.MetaValue(kThreshold).empty()) {
    return Refuse(rule, fmt::format("a threshold, but META has no {}; expected one", kThreshold));
  }
  if (variant == "-exclusive") ReadExclusions();
  if (file_.profile.format() == BallotFormat::kOrdinal) ReadRankPoints();
  return absl::OkStatus();
}

absl::Status OwnRuleReader::ReadEqualShares(const PabulibMeta& rule, std::string_view variant) {
  own_.rule = "equal-shares";
  constexpr std::string_view kComparison = "-comparison";
  const bool compared = variant.ends_with(kComparison);
  if (compared) variant.remove_suffix(kComparison.size());
  if (variant == "/add1") {
    own_.parameters["completion"] = "add1-swiecie";
    Say("equal shares; the shares rise by 1 until the outcome costs more than the budget", rule);
  } else if (variant.empty()) {
    Say("equal shares; money that is left over stays so", rule);
  } else {
    return Refuse(rule, fmt::format("'{}' is no rule that can be followed; expected {}", rule.value,
                                    kKnownRules));
  }
  if (compared) {
    own_.parameters["comparison"] = "approval";
    Say("if more voters get more from the most supported projects, these are funded instead", rule);
  }
  return absl::OkStatus();
}

absl::Status OwnRuleReader::ReadComment(const PabulibMeta& rule) {
  const PabulibMeta* const comment = file_.FindMeta("comment");
  if (comment == nullptr || !absl::StrContains(comment->value, AbslView(kUntilItDoesNotFit))) {
    return Refuse(rule,
                  "a rule of the city's own, which only words describe; expected a comment "
                  "with words that are known");
  }
  own_.parameters["on_unaffordable"] = "stop";
  Say("the most supported projects first, until one does not fit; what other money pays for is "
      "left out",
      *comment);
  return absl::OkStatus();
}

void OwnRuleReader::ReadExclusions() {
  const PabulibMeta* const comment = file_.FindMeta("comment");
  std::vector<std::string> groups;
  if (comment != nullptr) groups = ExclusionsIn(comment->value, file_.profile);
  if (groups.empty()) {
    own_.words.push_back("META names no projects that exclude each other");
    return;
  }
  own_.parameters["incompatible"] = fmt::format("{}", fmt::join(groups, ";"));
  for (const std::string& group : groups) {
    Say(fmt::format("at most one of the projects {} is funded", group), *comment);
  }
}

// The ballots' own points, or else those for which the scores in PROJECTS speak.
void OwnRuleReader::ReadRankPoints() {
  const Profile& profile = file_.profile;
  own_.parameters["score"] = "points";
  const std::vector<int64_t> by_length = Scores(profile, Score::kPoints, BordaPoints::kLength);
  if (profile.contest().ranked_points) {
    const std::vector<int64_t> given = Scores(profile, Score::kPoints, BordaPoints::kOfBallot);
    own_.parameters["borda"] = given == by_length ? "len" : "ballot";
    own_.words.push_back("a project has the points that ballots give beside the ranks (VOTES)");
    return;
  }
  bool as_scored = file_.scores.size() == by_length.size();
  for (size_t p = 0; as_scored && p < by_length.size(); ++p) {
    as_scored = file_.scores[p] == by_length[p];
  }
  own_.parameters["borda"] = as_scored ? "len" : "len-1";
  own_.words.push_back(
      as_scored ? "the last of a ranking has 1 point, each before it one more (score of PROJECTS)"
                : "the last of a ranking has 0 points, each before it one more (Borda)");
}

absl::Status OwnRuleReader::ReadThreshold() {
  const PabulibMeta* const entry = file_.FindMeta(kThreshold);
  if (entry == nullptr || entry->value.empty()) return absl::OkStatus();
  const absl::StatusOr<Decimal> least = ParseDecimal(entry->value);
  if (IsAmbiguous(entry->value)) return Refuse(*entry, StdView(least.status().message()));
  if (!least.ok() || least->digits != 0 || least->mantissa < 0) {
    return Refuse(*entry,
                  fmt::format("'{}' is no threshold; expected a whole number", entry->value));
  }
  own_.parameters["min_points"] = std::to_string(least->mantissa);
  const bool points =
      file_.profile.contest().with_points() || file_.profile.format() == BallotFormat::kOrdinal;
  const std::string_view unit = points ? "point" : "vote";
  Say(fmt::format("projects with fewer than {} {}{} are left out", least->mantissa, unit,
                  least->mantissa == 1 ? "" : "s"),
      *entry);
  return absl::OkStatus();
}

bool OwnRuleReader::HasProject(std::string_view label, bool by_area) const {
  const auto projects = file_.profile.projects();
  return std::any_of(projects.begin(), projects.end(), [&](const Project& project) {
    return by_area ? project.area == label
                   : std::find(project.categories.begin(), project.categories.end(), label) !=
                         project.categories.end();
  });
}

absl::Status OwnRuleReader::ReadCaps(const char* parameter, const char* amounts_key,
                                     const char* labels_key) {
  const PabulibMeta* const entry = file_.FindMeta(amounts_key);
  if (entry == nullptr || entry->value.empty()) return absl::OkStatus();
  const PabulibMeta* const leftover = file_.FindMeta("leftover_budget");
  if (leftover != nullptr && !leftover->value.empty()) {
    return Refuse(
        *leftover,
        fmt::format("money is spent once more, without the limits of {}, which no rule here does",
                    amounts_key));
  }
  const std::vector<std::string> amounts = List(entry->value),
                                 labels = List(file_.MetaValue(labels_key));
  if (amounts.size() != labels.size()) {
    return Refuse(*entry, fmt::format("{} amounts, but {} names {}; expected as many",
                                      amounts.size(), labels_key, labels.size()));
  }
  std::vector<std::string> caps;
  for (size_t i = 0; i < labels.size(); ++i) {
    // A label without projects limits nothing.
    if (!HasProject(labels[i], std::string_view(labels_key) == "neighborhoods")) continue;
    const absl::Status readable = ParseDecimal(amounts[i]).status();
    if (IsAmbiguous(amounts[i])) return Refuse(*entry, StdView(readable.message()));
    if (labels[i].find(';') != std::string::npos || !readable.ok()) {
      return Refuse(
          *entry, fmt::format("'{}' has the amount '{}'; expected a name without ';' and a number",
                              labels[i], amounts[i]));
    }
    caps.push_back(fmt::format("{}={}", labels[i], amounts[i]));
    Say(fmt::format("at most {} for {}", amounts[i], labels[i]), *entry);
  }
  own_.parameters[parameter] = fmt::format("{}", fmt::join(caps, ";"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OwnRule> ReadOwnRule(const PabulibFile& file, std::string_view name) {
  return OwnRuleReader(file, name).Read();
}

}  // namespace urna::tallying
