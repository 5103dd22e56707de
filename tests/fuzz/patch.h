// Fuzzing of files that random bytes never come near: the input says how to change a good one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "crypto/bytes.h"

namespace urna::fuzz {

inline void Require(bool holds) {
  if (!holds) std::abort();
}

// `good`, changed as the input says: its first byte chooses between a cut and changes in place,
// then three bytes each give a place and what to xor there.
inline crypto::Bytes Patch(crypto::Bytes good, std::span<const std::uint8_t> input) {
  if (input.size() < 3) return good;
  const std::size_t at = std::size_t{input[1]} << 8 | input[2];
  if (input[0] == 1) good.resize(at % (good.size() + 1));
  if (input[0] == 2) good.insert(good.end(), input.begin() + 1, input.end());
  for (std::size_t i = 1; i + 2 < input.size() && !good.empty(); i += 3) {
    std::uint8_t& byte = good[(std::size_t{input[i]} << 8 | input[i + 1]) % good.size()];
    byte = static_cast<std::uint8_t>(byte ^ input[i + 2]);
  }
  return good;
}

}  // namespace urna::fuzz
