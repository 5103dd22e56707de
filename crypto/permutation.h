// The secret permutation of a mix.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>

#include "crypto/constant_time.h"
#include "crypto/secret.h"
#include "crypto/sodium.h"

namespace urna::crypto {

// Uniform among the permutations of 0..n-1: Fisher-Yates over the system's randomness, never a
// seeded generator.
inline SecretVector<std::uint32_t> RandomPermutation(std::size_t n) {
  EnsureSodium();
  SecretVector<std::uint32_t> psi(n);
  std::iota(psi.begin(), psi.end(), 0U);
  for (std::size_t i = n; i > 1; --i) {
    // Not public, but every shuffle reads and writes its ballots in this order.
    const std::uint32_t j = Declassify(randombytes_uniform(static_cast<std::uint32_t>(i)));
    std::swap(psi[i - 1], psi[j]);
  }
  return psi;
}

}  // namespace urna::crypto
