// The field of integers mod p = 2^255 - 19: five limbs of 51 bits.
// Nothing here branches on a value but Absolute, IsZero and ==, which are for public ones alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace urna::crypto {

// Limbs hold more than 51 bits, so that sums need no carries. `Reduced` below stands for limbs
// below 2^51 + 2^40, as products have them.
class FieldElement {
 public:
  static constexpr std::size_t kSize = 32;
  constexpr FieldElement() = default;
  constexpr FieldElement(std::uint64_t l0, std::uint64_t l1, std::uint64_t l2, std::uint64_t l3,
                         std::uint64_t l4)
      : limbs_{l0, l1, l2, l3, l4} {}
  static constexpr FieldElement One() { return {1, 0, 0, 0, 0}; }
  // The low 255 bits of little-endian bytes. Reduced.
  static FieldElement FromBytes(std::span<const std::uint8_t, kSize> bytes) {
    const auto word = [&](std::size_t at) {
      std::uint64_t out = 0;
      for (std::size_t i = 0; i < 8; ++i) out |= std::uint64_t{bytes[at + i]} << (8 * i);
      return out;
    };
    return {word(0) & kMask, word(6) >> 3 & kMask, word(12) >> 6 & kMask, word(19) >> 1 & kMask,
            word(24) >> 12 & kMask};
  }
  // The canonical bytes, for limbs below 2^54.
  std::array<std::uint8_t, kSize> ToBytes() const {
    FieldElement r = Carried(*this);
    // Now below 2p: adding 19 carries out of 255 bits when p or more.
    std::uint64_t carry = 19;
    for (std::uint64_t limb : r.limbs_) carry = (limb + carry) >> kBits;
    carry *= 19;
    for (std::uint64_t& limb : r.limbs_) {
      limb += carry;
      carry = limb >> kBits;
      limb &= kMask;
    }
    const std::array<std::uint64_t, 4> words = {
        r.limbs_[0] | r.limbs_[1] << 51, r.limbs_[1] >> 13 | r.limbs_[2] << 38,
        r.limbs_[2] >> 26 | r.limbs_[3] << 25, r.limbs_[3] >> 39 | r.limbs_[4] << 12};
    std::array<std::uint8_t, kSize> out;
    for (std::size_t i = 0; i < kSize; ++i) {
      out[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
    }
    return out;
  }

  // Operands' limbs add up to less than 2^54.
  friend FieldElement operator+(const FieldElement& a, const FieldElement& b) {
    FieldElement out;
    for (std::size_t i = 0; i < kLimbs; ++i) out.limbs_[i] = a.limbs_[i] + b.limbs_[i];
    return out;
  }
  // a's limbs below 2^53, b's below 2^53 - 76: b is Reduced or a sum of two that are. 4p is added,
  // so that no limb is negative; the limbs of the difference are below 2^54.
  friend FieldElement operator-(const FieldElement& a, const FieldElement& b) {
    constexpr std::uint64_t kLow = 4 * (kMask - 18);
    FieldElement out;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      out.limbs_[i] = a.limbs_[i] + (i == 0 ? kLow : 4 * kMask) - b.limbs_[i];
    }
    return out;
  }
  FieldElement operator-() const { return FieldElement() - *this; }

  // Limbs below 2^54; the product is Reduced.
  [[gnu::always_inline]] friend FieldElement operator*(const FieldElement& a,
                                                       const FieldElement& b) {
    const auto& [a0, a1, a2, a3, a4] = a.limbs_;
    const auto& [b0, b1, b2, b3, b4] = b.limbs_;
    const std::uint64_t c1 = 19 * b1;
    const std::uint64_t c2 = 19 * b2;
    const std::uint64_t c3 = 19 * b3;
    const std::uint64_t c4 = 19 * b4;
    return Reduce({M(a0, b0) + M(a1, c4) + M(a2, c3) + M(a3, c2) + M(a4, c1),
                   M(a0, b1) + M(a1, b0) + M(a2, c4) + M(a3, c3) + M(a4, c2),
                   M(a0, b2) + M(a1, b1) + M(a2, b0) + M(a3, c4) + M(a4, c3),
                   M(a0, b3) + M(a1, b2) + M(a2, b1) + M(a3, b0) + M(a4, c4),
                   M(a0, b4) + M(a1, b3) + M(a2, b2) + M(a3, b1) + M(a4, b0)});
  }
  [[gnu::always_inline]] FieldElement Squared() const {
    const auto& [a0, a1, a2, a3, a4] = limbs_;
    const std::uint64_t c3 = 19 * a3;
    const std::uint64_t c4 = 19 * a4;
    return Reduce(
        {M(a0, a0) + M(2 * a1, c4) + M(2 * a2, c3), M(2 * a0, a1) + M(2 * a2, c4) + M(a3, c3),
         M(2 * a0, a2) + M(a1, a1) + M(2 * a3, c4), M(2 * a0, a3) + M(2 * a1, a2) + M(a4, c4),
         M(2 * a0, a4) + M(2 * a1, a3) + M(a2, a2)});
  }
  // this^(2^times), times >= 1.
  FieldElement SquaredTimes(int times) const {
    FieldElement out = Squared();
    while (--times > 0) out = out.Squared();
    return out;
  }

  const std::array<std::uint64_t, 5>& limbs() const { return limbs_; }
  bool IsZero() const { return ToBytes() == std::array<std::uint8_t, kSize>{}; }
  // Is the least number that stands for it odd?
  bool IsNegative() const { return (ToBytes()[0] & 1) != 0; }
  FieldElement Absolute() const { return IsNegative() ? Carried(-*this) : *this; }
  friend bool operator==(const FieldElement& a, const FieldElement& b) {
    return a.ToBytes() == b.ToBytes();
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::size_t kLimbs = 5;
  static constexpr int kBits = 51;
  static constexpr std::uint64_t kMask = (std::uint64_t{1} << kBits) - 1;

  static Wide M(std::uint64_t a, std::uint64_t b) { return Wide{a} * b; }

  static FieldElement Reduce(std::array<Wide, kLimbs> r) {
    FieldElement out;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      if (i > 0) r[i] += static_cast<std::uint64_t>(r[i - 1] >> kBits);
      out.limbs_[i] = static_cast<std::uint64_t>(r[i]) & kMask;
    }
    // The products of limb 4 have no factor 19 in them: what is above it fits after one more.
    out.limbs_[0] += 19 * static_cast<std::uint64_t>(r[4] >> kBits);
    out.limbs_[1] += out.limbs_[0] >> kBits;
    out.limbs_[0] &= kMask;
    return out;
  }

  // The same number; every limb below 2^51 but for a unit in limb 0's carry.
  static FieldElement Carried(const FieldElement& a) {
    FieldElement out = a;
    for (int round = 0; round < 2; ++round) {
      std::uint64_t carry = 0;
      for (std::uint64_t& limb : out.limbs_) {
        limb += carry;
        carry = limb >> kBits;
        limb &= kMask;
      }
      out.limbs_[0] += 19 * carry;
    }
    return out;
  }

  std::array<std::uint64_t, kLimbs> limbs_{};
};

}  // namespace urna::crypto
