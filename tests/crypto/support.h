// What the tests of the cryptography share.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/elgamal.h"
#include "crypto/group.h"
#include "crypto/hash.h"
#include "crypto/signature.h"

namespace urna::crypto {

template <std::size_t kSize>
std::array<std::uint8_t, kSize> Filled(std::uint8_t value) {
  std::array<std::uint8_t, kSize> out;
  out.fill(value);
  return out;
}

inline Bytes Hex(std::string_view text) {
  const absl::StatusOr<Bytes> bytes = FromHex(text);
  EXPECT_TRUE(bytes.ok()) << text;
  return bytes.ok() ? *bytes : Bytes();
}

template <std::size_t kSize>
std::array<std::uint8_t, kSize> HexArray(std::string_view text) {
  const Bytes bytes = Hex(text);
  std::array<std::uint8_t, kSize> out{};
  EXPECT_EQ(bytes.size(), kSize) << text;
  if (bytes.size() == kSize) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

inline Scalar S(std::uint64_t value) { return Scalar::FromUint64(value); }
inline Point P(std::uint64_t multiple) { return BaseMultiply(S(multiple)); }

// L, as 32 bytes little-endian.
inline std::array<std::uint8_t, 32> OrderBytes() {
  std::array<std::uint8_t, 32> out = (-S(1)).bytes();
  ++out[0];  // L - 1 ends in 0xec
  return out;
}

// bytes + L, for an encoding of the same scalar that is not canonical.
inline std::array<std::uint8_t, 32> PlusOrder(const std::array<std::uint8_t, 32>& bytes) {
  const std::array<std::uint8_t, 32> order = OrderBytes();
  std::array<std::uint8_t, 32> out;
  unsigned carry = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    carry += unsigned{bytes[i]} + order[i];
    out[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return out;
}

inline SigningKey KeyFromByte(std::uint8_t value) {
  return SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(Filled<32>(value)));
}

template <typename B>
B WithBitFlipped(B bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<typename B::value_type>(bytes[bit / 8] ^ (1 << (bit % 8)));
  return bytes;
}

inline std::vector<Point> RandomPoints(std::size_t n) {
  std::vector<Point> out(n);
  for (Point& point : out) point = Point::Random();
  return out;
}

// Encryptions of random points under `keys`.
inline CiphertextList RandomCiphertexts(std::size_t n, const std::vector<Point>& keys) {
  CiphertextList out(n, keys.size());
  for (std::size_t i = 0; i < n; ++i) {
    out.Set(i, Encrypt(keys, RandomPoints(keys.size()), Scalar::Random()));
  }
  return out;
}

}  // namespace urna::crypto

namespace rc {

// Scalars small, at the ends of the range and anywhere in it.
template <>
struct Arbitrary<urna::crypto::Scalar> {
  static Gen<urna::crypto::Scalar> arbitrary() {
    using urna::crypto::Scalar;
    return gen::oneOf(
        gen::map(gen::arbitrary<std::uint64_t>(), Scalar::FromUint64),
        gen::map(gen::arbitrary<std::uint64_t>(),
                 [](std::uint64_t v) { return -Scalar::FromUint64(v); }),
        gen::map(gen::container<std::array<std::uint8_t, 64>>(gen::arbitrary<std::uint8_t>()),
                 Scalar::Reduce));
  }
};

template <>
struct Arbitrary<urna::crypto::Point> {
  static Gen<urna::crypto::Point> arbitrary() {
    return gen::map(gen::arbitrary<urna::crypto::Scalar>(), urna::crypto::BaseMultiply);
  }
};

}  // namespace rc
