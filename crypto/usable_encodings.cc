#include "crypto/usable_encodings.h"

#include "crypto/curve_constants.h"

namespace urna::crypto {
namespace {

// 1 or 0.
std::uint64_t Nonzero(const FieldElement& a) {
  std::uint64_t bits = 0;
  for (const std::uint8_t byte : a.ToBytes()) bits |= byte;
  return (bits + 0xff) >> 8;
}
std::uint64_t Negative(const FieldElement& a) { return a.ToBytes()[0] & 1; }

std::uint64_t Equal(const FieldElement& a, const FieldElement& b) {
  const auto left = a.ToBytes(), right = b.ToBytes();
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < left.size(); ++i) bits |= left[i] ^ right[i];
  return ((bits + 0xff) >> 8) ^ 1;
}

// `yes` where `which` is 1, `no` where it is 0.
FieldElement Select(std::uint64_t which, const FieldElement& yes, const FieldElement& no) {
  const std::uint64_t mask = -which;
  const auto limb = [&](std::size_t i) {
    return (yes.limbs()[i] & mask) | (no.limbs()[i] & ~mask);
  };
  return {limb(0), limb(1), limb(2), limb(3), limb(4)};
}

}  // namespace

std::array<std::uint8_t, kLanes> AreUsable(
    const std::array<std::array<std::uint8_t, Point::kSize>, kLanes>& encodings) {
  const FieldElement one = FieldElement::One();
  FieldLanes s, u1, u2, v, product, cube, seventh;
  for (std::size_t i = 0; i < kLanes; ++i) {
    s[i] = FieldElement::FromBytes(encodings[i]);
    const FieldElement ss = s[i].Squared();
    u1[i] = one - ss;
    u2[i] = one + ss;
    const FieldElement u2_squared = u2[i].Squared();
    v[i] = -(kD * u1[i].Squared() + u2_squared);
    product[i] = v[i] * u2_squared;
    cube[i] = product[i].Squared() * product[i];
    seventh[i] = cube[i] * cube[i] * product[i];
  }
  const FieldLanes powers = RootPowers(seventh);
  std::array<std::uint8_t, kLanes> usable{};
  for (std::size_t i = 0; i < kLanes; ++i) {
    // SQRT_RATIO_M1(1, product), up to its sign.
    FieldElement root = powers[i] * cube[i];
    const FieldElement check = product[i] * root.Squared();
    const FieldElement minus_one = -one;
    const std::uint64_t flipped = Equal(check, minus_one);
    const std::uint64_t exists = Equal(check, one) | flipped;
    const std::uint64_t turned = flipped | Equal(check, minus_one * kSqrtMinusOne);
    root = root * Select(turned, kSqrtMinusOne, one);
    const FieldElement den_x = root * u2[i];
    const FieldElement x = den_x * (s[i] + s[i]);
    const FieldElement y = u1[i] * (root * den_x * v[i]);
    // t of the section is |x| y: its sign is that of x y, turned over where x is negative.
    const FieldElement t = x * y;
    const std::uint64_t negative = Negative(t) ^ (Negative(x) & Nonzero(t));
    usable[i] = static_cast<std::uint8_t>(exists & (negative ^ 1) & Nonzero(y) & Nonzero(s[i]));
  }
  return usable;
}

}  // namespace urna::crypto
