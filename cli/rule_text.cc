#include "cli/rule_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "absl/strings/str_replace.h"
#include "tallying/allocation_rule.h"
#include "tallying/constraints.h"

namespace urna::cli {
namespace {

struct Words {
  std::string_view name, english, french;
};

constexpr Words kRules[] = {
    {"approval", "the most supported first", "les plus soutenus d'abord"},
    {"greedy", "the most support for the cost first", "le plus de soutien pour le coût d'abord"},
    {"equal-shares", "equal shares of the money for all voters",
     "parts égales de l'argent pour tous les votants"},
    {"bounded-overspending", "equal shares, somewhat overspent where that serves more voters",
     "parts égales, un peu dépassées là où cela sert plus de votants"},
    {"phragmen", "costs spread evenly, one project after the other",
     "coûts répartis également, un projet après l'autre"},
    {"maximin-support", "costs spread evenly, anew for each project",
     "coûts répartis également, à nouveau pour chaque projet"},
    {"max-welfare", "the most support in all", "le plus de soutien en tout"},
};

// Of one value each; empty words where it makes no difference to the outcome.
constexpr Words kChoices[] = {
    {"completion=add1", "raised until the money is spent",
     "augmentées jusqu'à ce que l'argent soit dépensé"},
    {"completion=add1-tool", "in whole units, raised until the money is spent",
     "en unités entières, augmentées jusqu'à ce que l'argent soit dépensé"},
    {"completion=add1-wieliczka", "then in whole units, raised as long as the budget pays for it",
     "puis en unités entières, augmentées tant que le budget y suffit"},
    {"completion=add1-whole", "in whole units, raised as long as the budget pays for it",
     "en unités entières, augmentées tant que le budget y suffit"},
    {"completion=add1-swiecie", "raised as long as the budget pays for it",
     "augmentées tant que le budget y suffit"},
    {"then=greedy", "the rest to the most supported", "le reste aux plus soutenus"},
    {"comparison=approval", "unless more voters get more from the most supported",
     "sauf si plus de votants obtiennent plus des plus soutenus"},
    {"utility=cost", "by the money that voters approved",
     "selon l'argent approuvé par les votants"},
    {"utility=cardinality", "by the number of projects", "selon le nombre de projets"},
    {"utility=points", "by the points that voters gave", "selon les points des votants"},
    {"on_unaffordable=stop", "ending at the first that does not fit",
     "en s'arrêtant au premier qui ne tient pas"},
    {"on_unaffordable=skip", "passing over what does not fit", "en passant ce qui ne tient pas"},
    {"score=points", "by points", "selon les points"},
    {"unsupported=fund", "those without support last", "ceux sans soutien à la fin"},
    {"borda=len", "the last of a ranking counts one point",
     "le dernier d'un classement compte un point"},
    {"borda=ballot", "with the points given beside the ranks",
     "avec les points donnés à côté des rangs"},
    {"values=exact", "", ""},
    {"fixed_per_area=first", "the first of each area in any case",
     "le premier de chaque secteur dans tous les cas"},
};

// Of any value, which stands in the place of '#'.
constexpr Words kValues[] = {
    {"increment", "by # at a time", "de # à chaque fois"},
    {"min_votes", "at least # votes", "au moins # votes"},
    {"min_votes_percent", "at least #% of the voters", "au moins #\u00a0% des votants"},
    {"min_points", "at least # points", "au moins # points"},
    {"min_points_percent", "at least #% of all points", "au moins #\u00a0% de tous les points"},
    {"fixed", "in any case: #", "dans tous les cas : #"},
    {"incompatible", "at most one of: #", "un au plus parmi : #"},
    {"category_cap", "at most, by category: #", "au plus, par thème : #"},
    {"area_cap", "at most, by area: #", "au plus, par secteur : #"},
    {"category_floor", "kept, by category: #", "gardé, par thème : #"},
    {"area_floor", "kept, by area: #", "gardé, par secteur : #"},
};

constexpr Words kTieBreaks[] = {
    {"lexicographic", "by id", "par identifiant"},
    {"cost-votes", "the cheaper first, then by votes", "le moins cher d'abord, puis par votes"},
    {"votes-id", "by votes, then by id", "par votes, puis par identifiant"},
    {"order", "in the order agreed before", "dans l'ordre convenu avant"},
    {"lot", "by lot", "par tirage au sort"},
};

constexpr Words kConstraints[] = {
    {"min_votes", "too few votes", "trop peu de votes"},
    {"min_votes_percent", "votes of too few of the voters", "votes de trop peu de votants"},
    {"min_points", "too few points", "trop peu de points"},
    {"min_points_percent", "too few of all points", "trop peu de tous les points"},
    {"fixed", "decided before the vote", "décidé avant le vote"},
    {"fixed_per_area", "the first of its area", "le premier de son secteur"},
    {"incompatible", "incompatible with another that is funded",
     "incompatible avec un autre, financé"},
    {"category_cap", "more than its category may have", "plus que son thème ne peut recevoir"},
    {"area_cap", "more than its area may have", "plus que son secteur ne peut recevoir"},
    {"category_floor", "money kept for its category", "argent gardé pour son thème"},
    {"area_floor", "money kept for its area", "argent gardé pour son secteur"},
};

template <std::size_t N>
std::optional<std::string> Find(const Words (&table)[N], std::string_view name, Language language) {
  const Words* const known =
      std::find_if(table, table + N, [name](const Words& words) { return words.name == name; });
  if (known == table + N) return std::nullopt;
  return std::string(language == Language::kFrench ? known->french : known->english);
}

// The default of a rule's parameter; "auto" where the outcome says what it came to.
std::string DefaultOf(const std::string& rule, const std::string& name) {
  for (const tallying::RuleDescription& description : tallying::AllocationRules()) {
    if (description.name != rule) continue;
    for (const tallying::Parameter& parameter : description.parameters) {
      if (parameter.name == name) return std::string(parameter.default_value);
    }
  }
  for (const tallying::Parameter& parameter : tallying::ConstraintParameters()) {
    if (parameter.name == name) return std::string(parameter.default_value);
  }
  return "";
}

std::string ParameterText(const std::string& name, const std::string& value, Language language) {
  if (const auto words = Find(kChoices, fmt::format("{}={}", name, value), language)) return *words;
  const auto words = Find(kValues, name, language);
  if (!words) return "";
  const std::string shown = absl::StrReplaceAll(value, {{"=", " "}, {";", "; "}, {",", ", "}});
  return absl::StrReplaceAll(*words, {{"#", shown}});
}

}  // namespace

std::string RuleText(const std::string& rule, const tallying::ParameterValues& parameters,
                     Language language) {
  std::string out = Find(kRules, rule, language).value_or(rule);
  for (const auto& [name, value] : parameters) {
    if (value.empty() || value == DefaultOf(rule, name)) continue;
    const std::string words = ParameterText(name, value, language);
    if (!words.empty()) out += fmt::format(", {}", words);
  }
  return out;
}

std::string TieBreakText(std::string_view name, Language language) {
  return Find(kTieBreaks, name, language).value_or(std::string(name));
}

std::string ConstraintText(std::string_view constraint, Language language) {
  const std::string_view name = constraint.substr(0, constraint.find(':'));
  return Find(kConstraints, name, language).value_or(std::string(constraint));
}

}  // namespace urna::cli
