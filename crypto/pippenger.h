// Multi-scalar multiplication by buckets (Pippenger), in variable time: its time and memory
// accesses depend on the scalars.
#pragma once

#include <optional>
#include <span>

#include "crypto/decaf_point.h"
#include "crypto/public_point.h"

namespace urna::crypto {

// How many points are worth decoding and adding up at once: 8 MB of decoded points.
inline constexpr std::size_t kPippengerBlock = std::size_t{1} << 16;

// The width in bits of the windows that cost least for n points.
int PippengerWindow(std::size_t n);

// Sum of s_i * P_i; the spans have one length, the scalars are below 2^bits, bits <= 253.
DecafPoint PippengerSum(std::span<const Scalar> scalars, std::span<const DecafPoint> points,
                        int bits = 253);
PublicPoint PippengerSum(std::span<const Scalar> scalars, std::span<const AffinePoint> points,
                         int bits = 253);

// The same over encoded points, decoded block by block on `threads` threads. Nothing when a point
// does not decode, whatever its scalar.
std::optional<PublicPoint> PippengerSum(std::span<const Scalar> scalars,
                                        std::span<const Point> points, int bits, int threads);

}  // namespace urna::crypto
