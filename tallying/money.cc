#include "tallying/money.h"

#include <array>
#include <cctype>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "tallying/concat.h"

namespace urna::tallying {
namespace {

constexpr std::string_view kNoDecimals[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                            "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view kThreeDecimals[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

absl::Status NotANumber(std::string_view text) {
  return absl::InvalidArgumentError(
      Concat("'", text.substr(0, 40), "' is not an amount such as 1200 or 1200.50"));
}

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

absl::StatusOr<Decimal> ParseDecimal(std::string_view text) {
  constexpr int64_t kMaxMantissa = 1'000'000'000'000'000'000;
  Decimal result;
  int64_t mantissa = 0;
  int digits = 0;        // decimals read so far, trailing zeros included
  int64_t trailing = 0;  // zeros at the end, not yet part of the mantissa
  bool any = false, mark = false;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      any = true;
      if (mark && c == '0') {
        ++trailing;
        continue;
      }
      if (mark) {
        digits += static_cast<int>(trailing) + 1;
        if (trailing > kMaxMinorDigits || digits > kMaxMinorDigits) {
          return absl::InvalidArgumentError(Concat("'", text.substr(0, 40), "' has more than ",
                                                   kMaxMinorDigits,
                                                   " digits after the decimal mark"));
        }
        for (; trailing > 0; --trailing) {
          if (mantissa > kMaxMantissa / 10) return NotANumber(text);
          mantissa *= 10;
        }
      }
      if (mantissa > kMaxMantissa / 10 - 1) {
        return absl::InvalidArgumentError(
            Concat("'", text.substr(0, 40), "' is larger than can be counted"));
      }
      mantissa = mantissa * 10 + (c - '0');
    } else if ((c == '.' || c == ',') && !mark && any) {
      mark = true;
      result.comma = c == ',';
    } else if (c == ' ' && any && !mark && i + 1 < text.size() && std::isdigit(text[i + 1]) != 0) {
      continue;  // a space between groups of thousands
    } else {
      break;
    }
  }
  if (!any) return NotANumber(text);
  if (i < text.size()) {
    // What spreadsheets write for large numbers: 1.5e+06.
    if (text[i] != 'e' && text[i] != 'E') return NotANumber(text);
    ++i;
    bool negative = false;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    if (i >= text.size() || text.size() - i > 2) return NotANumber(text);
    int exponent = 0;
    for (; i < text.size(); ++i) {
      if (text[i] < '0' || text[i] > '9') return NotANumber(text);
      exponent = exponent * 10 + (text[i] - '0');
    }
    digits += negative ? exponent : -exponent;
    while (digits < 0 && mantissa != 0) {
      if (mantissa > kMaxMantissa / 10) return NotANumber(text);
      mantissa *= 10;
      ++digits;
    }
  }
  while (digits > 0 && mantissa % 10 == 0 && mantissa != 0) {
    mantissa /= 10;
    --digits;
  }
  if (mantissa == 0) digits = 0;
  if (digits > kMaxMinorDigits) return NotANumber(text);
  result.mantissa = mantissa;
  result.digits = digits;
  return result;
}

absl::StatusOr<Money> ToMoney(const Decimal& decimal, int minor_digits) {
  if (decimal.digits > minor_digits) {
    return absl::InvalidArgumentError(Concat("an amount has ", decimal.digits, " decimals where ",
                                             minor_digits, " can be counted"));
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
  std::string text = Concat(minor < 0 ? "-" : "", magnitude / static_cast<uint64_t>(power));
  const uint64_t rest = magnitude % static_cast<uint64_t>(power);
  if (rest == 0) return text;
  std::string decimals = Concat(rest);
  decimals.insert(0, static_cast<size_t>(minor_digits) - decimals.size(), '0');
  while (decimals.back() == '0') decimals.pop_back();
  return Concat(text, ".", decimals);
}

}  // namespace urna::tallying
