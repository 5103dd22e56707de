#include "crypto/shared_scalars.h"

#include <algorithm>
#include <ranges>

#include "crypto/check.h"

namespace urna::crypto {
namespace {

// P, 3P, 5P, .. 15P.
using OddMultiples = std::array<PublicPoint, 8>;

OddMultiples Multiples(const PublicPoint& point) {
  PublicPoint twice = point;
  twice.Double();
  OddMultiples out;
  out[0] = point;
  for (std::size_t i = 1; i < out.size(); ++i) {
    out[i] = out[i - 1];
    out[i] += twice;
  }
  return out;
}

}  // namespace

// Digits are 0 or odd, between -15 and 15, at least four zeros between two others. The number is
// kept as 32 bytes and a digit is taken off its low end, then it is halved.
SharedScalars::Naf SharedScalars::Recode(const Scalar& scalar) {
  std::array<std::uint8_t, Scalar::kSize> rest = scalar.bytes();
  Naf naf{};
  for (std::int8_t& digit : naf) {
    if ((rest[0] & 1) != 0) {
      const int low = rest[0] & 31;
      digit = static_cast<std::int8_t>(low > 15 ? low - 32 : low);
      int carry = -digit;
      for (std::size_t i = 0; i < rest.size(); ++i) {
        carry += rest[i];
        rest[i] = static_cast<std::uint8_t>(carry & 0xff);
        carry >>= 8;
      }
    }
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const int above = i + 1 < rest.size() ? rest[i + 1] & 1 : 0;
      rest[i] = static_cast<std::uint8_t>(rest[i] >> 1 | above << 7);
    }
  }
  return naf;
}

// Of s and L - s the shorter one is taken: the Lagrange coefficients of neighbours are small
// numbers of either sign.
SharedScalars::SharedScalars(std::span<const Scalar> scalars) {
  for (const Scalar& scalar : scalars) {
    const Scalar negative = -scalar;
    const bool negate = std::ranges::lexicographical_compare(std::views::reverse(negative.bytes()),
                                                             std::views::reverse(scalar.bytes()));
    nafs_.push_back(Recode(negate ? negative : scalar));
    for (std::int8_t& digit : nafs_.back())
      digit = static_cast<std::int8_t>(negate ? -digit : digit);
  }
}

PublicPoint SharedScalars::Sum(std::span<const PublicPoint> points) const {
  Require(points.size() == nafs_.size(), "as many points as scalars");
  std::vector<OddMultiples> tables;
  tables.reserve(points.size());
  for (const PublicPoint& point : points) tables.push_back(Multiples(point));
  PublicPoint sum;
  bool started = false;  // the doublings of zero are left out
  for (std::size_t place = kDigits; place-- > 0;) {
    if (started) sum.Double();
    for (std::size_t j = 0; j < nafs_.size(); ++j) {
      const int digit = nafs_[j][place];
      if (digit == 0) continue;
      started = true;
      const auto multiple = static_cast<std::size_t>((digit > 0 ? digit : -digit) / 2);
      if (digit > 0) {
        sum += tables[j][multiple];
      } else {
        sum -= tables[j][multiple];
      }
    }
  }
  return sum;
}

}  // namespace urna::crypto
