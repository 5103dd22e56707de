#pragma once

#include <cmath>
#include <limits>

#include "tallying/rational.h"

namespace urna::tallying {

// Half a unit in the last place of 1: the relative error of one rounding to nearest.
inline constexpr double kRounding = std::numeric_limits<double>::epsilon() / 2;

// `a / b` as a double, with a relative error below 6 roundings: both are truncated to 53 bits.
inline double Quotient(const Integer& a, const Integer& b) {
  long exponent_a = 0, exponent_b = 0;
  const double x = mpz_get_d_2exp(&exponent_a, a.get_mpz_t());
  const double y = mpz_get_d_2exp(&exponent_b, b.get_mpz_t());
  return std::ldexp(x / y, static_cast<int>(exponent_a - exponent_b));
}

}  // namespace urna::tallying
