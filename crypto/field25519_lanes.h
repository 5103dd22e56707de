// The long powers of crypto/field25519.h, four at a time where the processor has AVX2.
#pragma once

#include <array>

#include "crypto/field25519.h"

namespace urna::crypto {

inline constexpr std::size_t kLanes = 4;
using FieldLanes = std::array<FieldElement, kLanes>;

// a^(2^252 - 3) of every element, which is what square roots and quotients of roots take. Elements
// and powers are Reduced.
FieldLanes RootPowers(const FieldLanes& a);

// The same for one element, without AVX2.
FieldElement RootPower(const FieldElement& a);

}  // namespace urna::crypto
