// Sums of products where the same few scalars meet many sets of points, in variable time: for
// public data only.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "crypto/public_point.h"

namespace urna::crypto {

// Recodes the scalars once (width-5 NAF); every sum then shares its doublings (Straus).
class SharedScalars {
 public:
  explicit SharedScalars(std::span<const Scalar> scalars);
  // sum_j s_j P_j, for as many points as there are scalars.
  PublicPoint Sum(std::span<const PublicPoint> points) const;

 private:
  static constexpr std::size_t kDigits = 254;  // a carry may go one place above 253 bits
  using Naf = std::array<std::int8_t, kDigits>;
  static Naf Recode(const Scalar& scalar);
  std::vector<Naf> nafs_;
};

}  // namespace urna::crypto
