#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tallying/rational.h"

namespace urna::tallying {

// A rational number modulo sixteen primes just above 2^61, which says whether it is 0 without
// having its digits: the numerator of a number that is 0 modulo all of them and yet is not 0 is a
// multiple of their product, of 976 bits. Where a denominator is a multiple of a prime, which as
// good as never is, that prime says nothing.
class Residues {
 public:
  Residues() = default;  // of 0
  explicit Residues(const Rational& value);

  Residues& operator+=(const Residues& other);
  Residues& operator-=(const Residues& other);
  Residues& operator*=(const Residues& other);
  Residues& operator/=(const Residues& other);

  // Modulo every prime that says something.
  bool AreZero() const;

 private:
  static constexpr size_t kPrimes = 16;
  static constexpr uint64_t kNothing = ~uint64_t{0};
  static const std::array<uint64_t, kPrimes>& Primes();
  template <typename Operation>
  Residues& Combine(const Residues& other, Operation operation);

  std::array<uint64_t, kPrimes> of_{};
};

}  // namespace urna::tallying
