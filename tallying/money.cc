#include "tallying/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"

namespace urna::tallying {
namespace {

constexpr std::string_view kNoDecimals[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                            "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view kThreeDecimals[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

absl::Status NotANumber(std::string_view text) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not an amount such as 1200 or 1200.50", text.substr(0, 40)));
}

absl::Status TooLarge(std::string_view text) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is larger than can be counted", text.substr(0, 40)));
}

constexpr int kMaxDigits = 18;
constexpr size_t kGroup = 3;
constexpr std::string_view kApostrophe = "\u2019";
// What typographers group thousands with: spaces without a break, narrow and thin ones, those as
// wide as a digit, and the Swiss apostrophe.
constexpr std::string_view kTypographic[] = {"\u00a0", "\u202f", "\u2009", "\u2007", kApostrophe};

// A number cut at its separators, before it is said which of them is the decimal mark.
class Number {
 public:
  // Nothing where `text` is no number whatever its marks mean.
  static std::optional<Number> Split(std::string_view text) {
    Number number;
    std::string run;
    size_t i = 0;
    for (; i < text.size(); ++i) {
      const size_t width = SeparatorWidth(text.substr(i));
      if (IsDigit(text[i])) {
        run += text[i];
      } else if (width > 0 && !run.empty()) {
        number.runs_.push_back(std::exchange(run, {}));
        // All kinds of spaces are one separator, and so are both apostrophes.
        const bool apostrophe = text.substr(i).starts_with(kApostrophe);
        number.separators_.push_back(width == 1 ? text[i] : apostrophe ? '\'' : ' ');
        i += width - 1;
      } else {
        break;
      }
    }
    if (run.empty() && !(number.separators_.size() == 1 && number.separators_[0] != ' ')) {
      return std::nullopt;
    }
    number.runs_.push_back(std::move(run));
    // What spreadsheets write for large numbers: 1.5e+06.
    if (i < text.size() && !number.ReadExponent(text.substr(i))) return std::nullopt;
    return number;
  }

  int exponent() const { return exponent_; }
  char last_separator() const { return separators_.empty() ? '\0' : separators_.back(); }
  // The digits before the mark; all of them where there are no decimals.
  std::string integer_digits(size_t decimals) const {
    std::string digits;
    for (const std::string& run : runs_) digits += run;
    digits.resize(digits.size() - decimals);
    return digits;
  }

  // The digits after the decimal mark, which is `mark` where that is stated.
  absl::StatusOr<std::string> Decimals(std::string_view text, DecimalMark mark) const {
    const char last = last_separator();
    const bool is_mark = last == (mark == DecimalMark::kDot ? '.' : ',') ||
                         (mark == DecimalMark::kUnstated && last == '.');
    const bool can_be_mark = is_mark && IsGrouped(runs_.size() - 1) &&
                             std::count(separators_.begin(), separators_.end(), last) == 1;
    if (can_be_mark && mark == DecimalMark::kUnstated && MayBeThousands()) return Ambiguous(text);
    if (can_be_mark) return runs_.back();
    const bool can_group = mark == DecimalMark::kUnstated || !is_mark;
    if (can_group && IsGrouped(runs_.size())) return std::string();
    return NotANumber(text);
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  // In bytes; 0 where the text begins with something else.
  static size_t SeparatorWidth(std::string_view text) {
    for (const std::string_view separator : kTypographic) {
      if (text.starts_with(separator)) return separator.size();
    }
    return !text.empty() && std::string_view(" .,'").find(text[0]) != std::string_view::npos ? 1
                                                                                             : 0;
  }

  bool ReadExponent(std::string_view text) {
    if (text[0] != 'e' && text[0] != 'E') return false;
    text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.size() > 2 || !absl::c_all_of(text, IsDigit)) return false;
    for (const char c : text) exponent_ = exponent_ * 10 + (c - '0');
    if (negative) exponent_ = -exponent_;
    has_exponent_ = true;
    return true;
  }

  // Whether the first `runs` runs are a whole number, in groups of three by one separator where
  // there are several.
  bool IsGrouped(size_t runs) const {
    if (runs == 1) return !runs_[0].empty();
    if (runs_[0].size() > kGroup || runs_[0][0] == '0') return false;
    for (size_t i = 1; i < runs; ++i) {
      if (runs_[i].size() != kGroup || separators_[i - 1] != separators_[0]) return false;
    }
    return true;
  }

  // One mark before three last digits. Nobody begins a group of thousands with 0.
  bool MayBeThousands() const {
    return runs_.size() == 2 && runs_[1].size() == kGroup && runs_[0][0] != '0' && !has_exponent_;
  }

  absl::Status Ambiguous(std::string_view text) const {
    std::string decimals = runs_[1];
    while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
    if (decimals.size() == kGroup) decimals += '0';
    return absl::InvalidArgumentError(fmt::format(
        "'{}' may be {}{} or {}.{}: write {}{} or {}{}{}", text.substr(0, 40), runs_[0], runs_[1],
        runs_[0], runs_[1], runs_[0], runs_[1], runs_[0], decimals.empty() ? "" : ".", decimals));
  }

  std::vector<std::string> runs_;
  std::string separators_;
  int exponent_ = 0;
  bool has_exponent_ = false;
};

}  // namespace

int64_t PowerOfTen(int digits) {
  int64_t power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  return power;
}

int MinorDigitsOfCurrency(std::string_view iso4217) {
  if (absl::c_linear_search(kNoDecimals, iso4217)) return 0;
  if (absl::c_linear_search(kThreeDecimals, iso4217)) return 3;
  return 2;
}

absl::StatusOr<Decimal> ParseDecimal(std::string_view text, DecimalMark mark) {
  const std::optional<Number> number = Number::Split(text);
  if (!number) return NotANumber(text);
  absl::StatusOr<std::string> decimals = number->Decimals(text, mark);
  if (!decimals.ok()) return decimals.status();
  std::string digits = number->integer_digits(decimals->size());
  const bool comma = !decimals->empty() && number->last_separator() == ',';
  int64_t exponent = number->exponent() - static_cast<int64_t>(decimals->size());
  digits += *decimals;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  Decimal result{0, 0, comma};
  if (digits.empty()) return result;
  if (exponent < -kMaxMinorDigits) {
    return absl::InvalidArgumentError(
        fmt::format("'{}' has more than {} digits after the decimal mark", text.substr(0, 40),
                    kMaxMinorDigits));
  }
  if (exponent > 0) {
    if (exponent > kMaxDigits) return TooLarge(text);
    digits.append(static_cast<size_t>(exponent), '0');
    exponent = 0;
  }
  if (digits.size() > size_t{kMaxDigits}) return TooLarge(text);
  for (const char c : digits) result.mantissa = result.mantissa * 10 + (c - '0');
  result.digits = static_cast<int>(-exponent);
  return result;
}

DecimalMark MarkShownBy(std::string_view text) {
  const std::optional<Number> number = Number::Split(text);
  if (!number) return DecimalMark::kUnstated;
  const bool dot = number->Decimals(text, DecimalMark::kDot).ok();
  const bool comma = number->Decimals(text, DecimalMark::kComma).ok();
  if (dot == comma) return DecimalMark::kUnstated;
  return dot ? DecimalMark::kDot : DecimalMark::kComma;
}

bool IsAmbiguous(std::string_view text) {
  return !ParseDecimal(text).ok() && (ParseDecimal(text, DecimalMark::kDot).ok() ||
                                      ParseDecimal(text, DecimalMark::kComma).ok());
}

absl::StatusOr<Money> ToMoney(const Decimal& decimal, int minor_digits) {
  if (decimal.digits > minor_digits) {
    return absl::InvalidArgumentError(fmt::format(
        "an amount has {} decimals where {} can be counted", decimal.digits, minor_digits));
  }
  const int64_t factor = PowerOfTen(minor_digits - decimal.digits);
  if (decimal.mantissa > kMaxTotalMinor / factor) {
    return absl::InvalidArgumentError("an amount is larger than can be counted");
  }
  return Money::Minor(decimal.mantissa * factor);
}

std::string FormatMoney(Money amount, int minor_digits) {
  const int64_t power = PowerOfTen(minor_digits);
  const int64_t minor = amount.minor();
  const uint64_t magnitude =
      minor < 0 ? -static_cast<uint64_t>(minor) : static_cast<uint64_t>(minor);
  std::string text =
      fmt::format("{}{}", minor < 0 ? "-" : "", magnitude / static_cast<uint64_t>(power));
  const uint64_t rest = magnitude % static_cast<uint64_t>(power);
  if (rest == 0) return text;
  std::string decimals = std::to_string(rest);
  decimals.insert(0, static_cast<size_t>(minor_digits) - decimals.size(), '0');
  while (decimals.back() == '0') decimals.pop_back();
  if (decimals.size() == kGroup) decimals += '0';
  return fmt::format("{}.{}", text, decimals);
}

}  // namespace urna::tallying
