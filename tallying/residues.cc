#include "tallying/residues.h"

#include <algorithm>

#include "absl/numeric/int128.h"

namespace urna::tallying {
namespace {

uint64_t Product(uint64_t a, uint64_t b, uint64_t prime) {
  return absl::Uint128Low64(absl::uint128(a) * b % prime);
}

// a^(prime - 2), by Fermat's little theorem; `a` is not 0.
uint64_t Inverse(uint64_t a, uint64_t prime) {
  uint64_t inverse = 1;
  for (uint64_t exponent = prime - 2; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) inverse = Product(inverse, a, prime);
    a = Product(a, a, prime);
  }
  return inverse;
}

}  // namespace

const std::array<uint64_t, Residues::kPrimes>& Residues::Primes() {
  static const auto* const kList = [] {
    auto* const list = new std::array<uint64_t, kPrimes>;
    Integer prime = Integer(1) << 61;
    for (uint64_t& entry : *list) {
      // Below 2^64 the test in it is known to be right.
      mpz_nextprime(prime.get_mpz_t(), prime.get_mpz_t());
      entry = prime.get_ui();
    }
    return list;
  }();
  return *kList;
}

Residues::Residues(const Rational& value) {
  for (size_t i = 0; i < kPrimes; ++i) {
    const uint64_t prime = Primes()[i];
    const uint64_t up = mpz_fdiv_ui(value.get_num_mpz_t(), prime);
    const uint64_t down = mpz_fdiv_ui(value.get_den_mpz_t(), prime);
    of_[i] = down == 0 ? kNothing : down == 1 ? up : Product(up, Inverse(down, prime), prime);
  }
}

template <typename Operation>
Residues& Residues::Combine(const Residues& other, Operation operation) {
  for (size_t i = 0; i < kPrimes; ++i) {
    of_[i] = of_[i] == kNothing || other.of_[i] == kNothing
                 ? kNothing
                 : operation(of_[i], other.of_[i], Primes()[i]);
  }
  return *this;
}

Residues& Residues::operator+=(const Residues& other) {
  return Combine(other, [](uint64_t a, uint64_t b, uint64_t prime) { return (a + b) % prime; });
}

Residues& Residues::operator-=(const Residues& other) {
  return Combine(other,
                 [](uint64_t a, uint64_t b, uint64_t prime) { return (a + prime - b) % prime; });
}

Residues& Residues::operator*=(const Residues& other) { return Combine(other, Product); }

Residues& Residues::operator/=(const Residues& other) {
  return Combine(other, [](uint64_t a, uint64_t b, uint64_t prime) {
    return b == 0 ? kNothing : Product(a, Inverse(b, prime), prime);
  });
}

bool Residues::AreZero() const {
  return std::all_of(of_.begin(), of_.end(), [](uint64_t r) { return r == 0 || r == kNothing; });
}

}  // namespace urna::tallying
