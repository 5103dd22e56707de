#include "cli/people_text.h"

#include <algorithm>

#include "tallying/allocation_rule.h"
#include "tallying/concat.h"
#include "tallying/constraints.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

using tallying::Concat;
using tallying::Rational;

constexpr std::string_view kFixedSpace = "\u00a0";
constexpr std::string_view kThinSpace = "\u202f";
constexpr std::size_t kGroup = 3;
constexpr int kMostDecimals = 4;

// How amounts in a currency are written.
struct Style {
  std::string_view code, symbol;
  bool before;
  std::string_view group, mark;
};

constexpr Style kStyles[] = {
    {"EUR", "€", true, ",", "."},
    {"USD", "$", true, ",", "."},
    {"GBP", "£", true, ",", "."},
    {"PLN", "zł", false, kFixedSpace, ","},
    {"CHF", "CHF\u00a0", true, "’", "."},
    {"CZK", "Kč", false, kFixedSpace, ","},
    // ISO 4217 has it for amounts of no currency.
    {"XTS", "", false, ",", "."},
};

Style StyleOf(std::string_view iso4217, Language language) {
  Style style{iso4217, iso4217, false, ",", "."};
  for (const Style& known : kStyles) {
    if (known.code == iso4217) style = known;
  }
  if (language == Language::kFrench) {
    if (style.symbol.ends_with(kFixedSpace)) style.symbol.remove_suffix(kFixedSpace.size());
    style = {style.code, style.symbol, false, kThinSpace, ","};
  }
  return style;
}

// `value` with so many decimals, rounded half up; without any where they are zeros.
std::string Digits(const Rational& value, int decimals, std::string_view group,
                   std::string_view mark) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(decimals));
  const mpz_class top = 2 * abs(value.get_num()) * power + value.get_den();
  const mpz_class bottom = 2 * value.get_den();
  const mpz_class minor = top / bottom;
  const mpz_class whole = minor / power, part = minor % power;
  std::string text = whole.get_str();
  for (std::size_t at = text.size(); at > kGroup; at -= kGroup) text.insert(at - kGroup, group);
  if (part != 0) {
    std::string rest = part.get_str();
    rest.insert(0, static_cast<std::size_t>(decimals) - rest.size(), '0');
    tallying::Append(&text, mark, rest);
  }
  return minor != 0 && value < 0 ? "-" + text : text;
}

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

constexpr Words kParameters[] = {
    {"completion=add1", "shares raised until the money is spent",
     "parts augmentées jusqu'à ce que l'argent soit dépensé"},
    {"then=greedy", "the rest to the most supported", "le reste aux plus soutenus"},
    {"utility=cost", "by the money that voters approved",
     "selon l'argent approuvé par les votants"},
    {"utility=votes", "by the number of projects", "selon le nombre de projets"},
    {"on_unaffordable=stop", "ending at the first that does not fit",
     "en s'arrêtant au premier qui ne tient pas"},
};

std::string_view In(const Words& words, Language language) {
  return language == Language::kFrench ? words.french : words.english;
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

}  // namespace

absl::StatusOr<Language> ChooseLanguage(std::string_view given, const tallying::PabulibFile& file) {
  if (given == "fr") return Language::kFrench;
  if (given == "en") return Language::kEnglish;
  if (!given.empty()) {
    return absl::InvalidArgumentError(Concat("--lang is '", given, "'; expected fr or en"));
  }
  const std::string_view own = file.MetaValue("language");
  const bool french = own.empty() ? file.MetaValue("country") == "France" : own.starts_with("fr");
  return french ? Language::kFrench : Language::kEnglish;
}

std::string AmountText(const Rational& amount, std::string_view iso4217, Language language) {
  const Style style = StyleOf(iso4217, language);
  const std::string digits =
      Digits(amount, tallying::MinorDigitsOfCurrency(iso4217), style.group, style.mark);
  if (style.symbol.empty()) return digits;
  return style.before ? Concat(style.symbol, digits) : Concat(digits, kFixedSpace, style.symbol);
}

std::string AmountText(tallying::Money amount, int digits, std::string_view iso4217,
                       Language language) {
  Rational value(mpz_class(static_cast<long>(amount.minor())),
                 mpz_class(static_cast<long>(tallying::PowerOfTen(digits))));
  value.canonicalize();
  return AmountText(value, iso4217, language);
}

std::string NumberText(const Rational& value, Language language) {
  const bool french = language == Language::kFrench;
  int decimals = 0;
  for (Rational scaled = abs(value); decimals < kMostDecimals && scaled < 1000; ++decimals) {
    scaled *= 10;
  }
  // What is smaller than the decimals show is not nothing.
  while (value != 0 && decimals < tallying::kMaxMinorDigits &&
         Digits(value, decimals, "", ".") == "0") {
    ++decimals;
  }
  std::string text = Digits(value, decimals, french ? kThinSpace : ",", french ? "," : ".");
  if (text.find(french ? ',' : '.') == std::string::npos || decimals == 0) return text;
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string RuleText(const std::string& rule, const tallying::ParameterValues& parameters,
                     Language language) {
  std::string out = rule;
  for (const Words& words : kRules) {
    if (words.name == rule) out = In(words, language);
  }
  for (const auto& [name, value] : parameters) {
    const std::string otherwise = DefaultOf(rule, name);
    if (value == otherwise || otherwise == "auto" || value.empty()) continue;
    const std::string pair = Concat(name, "=", value);
    const auto* known = std::find_if(std::begin(kParameters), std::end(kParameters),
                                     [&](const Words& words) { return words.name == pair; });
    out += Concat("; ", known == std::end(kParameters) ? Concat(name, " ", value)
                                                       : std::string(In(*known, language)));
  }
  return out;
}

std::size_t WidthOf(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

std::string PaddedLeft(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, WidthOf(text)), ' ') + text;
}

std::string PaddedRight(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, WidthOf(text)), ' ');
}

}  // namespace urna::cli
