#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <string>

namespace urna::tallying {

static_assert(sizeof(long) == sizeof(int64_t), "GMP takes long where we count in 64 bits");

using Integer = mpz_class;
using Rational = mpq_class;

inline Rational Ratio(int64_t numerator, int64_t denominator) {
  Rational value(numerator, denominator);
  value.canonicalize();
  return value;
}

// In lowest terms: "7/3", or "7" for a whole number.
inline std::string ToText(const Rational& value) { return value.get_str(); }

}  // namespace urna::tallying
