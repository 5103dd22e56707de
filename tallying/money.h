#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::tallying {

// An amount of money in minor units (cents, or whatever the profile's `minor_digits` says). Never
// a float: an outcome must not depend on rounding. Not negative wherever a profile holds it.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money Minor(int64_t minor) { return Money(minor); }

  constexpr int64_t minor() const { return minor_; }

  friend constexpr auto operator<=>(const Money&, const Money&) = default;
  // The sum of a profile's amounts is bounded (kMaxTotalMinor), so these do not overflow.
  friend constexpr Money operator+(Money a, Money b) { return Money(a.minor_ + b.minor_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.minor_ - b.minor_); }
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }

 private:
  explicit constexpr Money(int64_t minor) : minor_(minor) {}
  int64_t minor_ = 0;
};

// Budget and all costs of a profile together stay below this, which leaves room for any sum.
inline constexpr int64_t kMaxTotalMinor = int64_t{1} << 61;

// More digits after the decimal point than any currency or real file has.
inline constexpr int kMaxMinorDigits = 12;

// 10^digits, for 0 <= digits <= 18.
int64_t PowerOfTen(int digits);

// Digits after the decimal point of an ISO 4217 currency; 2 where the code is empty or not known.
int MinorDigitsOfCurrency(std::string_view iso4217);

// A non-negative decimal number as people write it, exactly: `mantissa * 10^-digits`, `digits` as
// small as possible (so 400000.0 has none).
struct Decimal {
  int64_t mantissa = 0;
  int digits = 0;
  bool comma = false;  // the decimal mark was a comma
};

// Which character is the decimal mark; the other one, where it stands, groups thousands.
enum class DecimalMark { kUnstated, kDot, kComma };

// Reads "1200", "1200.50", "1200,50", "1 200", "1,234,567.50", "1'200", "1.2e3". A point or comma
// before exactly three last digits, as in "12,500", may be either: it is refused with both
// readings, unless `mark` says which it is or the rest of the number does ("0.125", "1 234,500").
// Refuses signs, other characters, groups that are not of three digits, numbers beyond 18
// significant digits and more than kMaxMinorDigits decimals (INVALID_ARGUMENT).
absl::StatusOr<Decimal> ParseDecimal(std::string_view text,
                                     DecimalMark mark = DecimalMark::kUnstated);

// The mark that the writer of a number must have meant, kUnstated where it can be either or there
// is none; `text` is one that ParseDecimal reads, or refuses for its mark alone.
DecimalMark MarkShownBy(std::string_view text);
// Whether ParseDecimal reads `text` with a mark that is stated, and refuses it without.
bool IsAmbiguous(std::string_view text);

// The amount in minor units of 10^-minor_digits; INVALID_ARGUMENT when it is not a whole number of
// them or exceeds kMaxTotalMinor.
absl::StatusOr<Money> ToMoney(const Decimal& decimal, int minor_digits);

// The amount in currency units, with as few decimals as are exact: "1200", "1200.5"; but never with
// three, which could be taken for thousands: "1.1250". The same amount gives the same text whatever
// the number of minor digits.
std::string FormatMoney(Money amount, int minor_digits);

}  // namespace urna::tallying
