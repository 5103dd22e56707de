#include "cli/people_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "tallying/absl_view.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

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
    {"HUF", "Ft", false, kFixedSpace, ","},
    {"CAD", "CA$", true, ",", "."},
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
    text += fmt::format("{}{}", mark, rest);
  }
  return minor != 0 && value < 0 ? "-" + text : text;
}

// With so many decimals, or as many more as show what is not nothing.
std::string DigitsShown(const Rational& value, int decimals, std::string_view group,
                        std::string_view mark) {
  std::string digits = Digits(value, decimals, group, mark);
  while (value != 0 && digits == "0" && decimals < tallying::kMaxMinorDigits) {
    digits = Digits(value, ++decimals, group, mark);
  }
  return digits;
}

std::string AmountWith(const Rational& amount, int decimals, std::string_view iso4217,
                       Language language) {
  const Style style = StyleOf(iso4217, language);
  std::string digits = DigitsShown(abs(amount), decimals, style.group, style.mark);
  const std::string sign = amount < 0 && digits != "0" ? "-" : "";
  if (style.symbol.empty()) return sign + digits;
  return style.before ? fmt::format("{}{}{}", sign, style.symbol, digits)
                      : fmt::format("{}{}{}{}", sign, digits, kFixedSpace, style.symbol);
}

}  // namespace

absl::StatusOr<Language> ParseLanguage(std::string_view given) {
  if (given == "fr") return Language::kFrench;
  if (given == "en") return Language::kEnglish;
  return absl::InvalidArgumentError(fmt::format("--lang is '{}'; expected fr or en", given));
}

absl::StatusOr<Language> ChooseLanguage(std::string_view given, const tallying::PabulibFile& file) {
  if (!given.empty()) return ParseLanguage(given);
  const std::string own = absl::AsciiStrToLower(tallying::AbslView(file.MetaValue("language")));
  const bool french = own.empty() ? file.MetaValue("country") == "France" : own.starts_with("fr");
  return french ? Language::kFrench : Language::kEnglish;
}

std::string AmountText(const Rational& amount, std::string_view iso4217, Language language) {
  return AmountWith(amount, tallying::MinorDigitsOfCurrency(iso4217), iso4217, language);
}

std::string AmountText(tallying::Money amount, int digits, std::string_view iso4217,
                       Language language) {
  int64_t minor = amount.minor();
  for (; digits > 0 && minor % 10 == 0; --digits) minor /= 10;
  Rational value(mpz_class(static_cast<long>(minor)),
                 mpz_class(static_cast<long>(tallying::PowerOfTen(digits))));
  value.canonicalize();
  return AmountWith(value, std::max(digits, tallying::MinorDigitsOfCurrency(iso4217)), iso4217,
                    language);
}

std::string NumberText(const Rational& value, Language language) {
  const bool french = language == Language::kFrench;
  int decimals = 0;
  for (Rational scaled = abs(value); decimals < kMostDecimals && scaled < 1000; ++decimals) {
    scaled *= 10;
  }
  const char mark = french ? ',' : '.';
  std::string text =
      DigitsShown(value, decimals, french ? kThinSpace : ",", std::string_view(&mark, 1));
  if (decimals == 0 || text.find(mark) == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string CountText(std::uint64_t count, std::string_view one, std::string_view many,
                      Language language) {
  const bool single = count == 1 || (count == 0 && language == Language::kFrench);
  return fmt::format("{} {}",
                     NumberText(Rational(mpz_class(static_cast<unsigned long>(count))), language),
                     single ? one : many);
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
