#include "crypto/field25519_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace urna::crypto {
namespace {

// a^(2^252 - 3), by 251 squarings and 11 multiplications of any kind.
template <typename Element, Element (*Square)(const Element&, int),
          Element (*Multiply)(const Element&, const Element&)>
[[gnu::always_inline]] inline Element Chain(const Element& a) {
  const Element a2 = Square(a, 1);
  const Element a9 = Multiply(Square(a2, 2), a);
  const Element b5 = Multiply(Square(Multiply(a9, a2), 1), a9);  // bN: a^(2^N - 1)
  const Element b10 = Multiply(Square(b5, 5), b5);
  const Element b20 = Multiply(Square(b10, 10), b10);
  const Element b40 = Multiply(Square(b20, 20), b20);
  const Element b50 = Multiply(Square(b40, 10), b10);
  const Element b100 = Multiply(Square(b50, 50), b50);
  const Element b200 = Multiply(Square(b100, 100), b100);
  const Element b250 = Multiply(Square(b200, 50), b50);
  return Multiply(Square(b250, 2), a);
}

FieldElement SquareOne(const FieldElement& a, int times) { return a.SquaredTimes(times); }
FieldElement MultiplyOne(const FieldElement& a, const FieldElement& b) { return a * b; }

#if defined(__x86_64__)

#define URNA_AVX2 [[gnu::target("avx2")]]

// Four elements side by side, ten limbs of 26 and 25 bits in turn.
constexpr std::size_t kLimbs = 10;
struct Quad {
  __m256i limbs[kLimbs];
};
constexpr int BitsOf(std::size_t limb) { return limb % 2 == 0 ? 26 : 25; }

// Limb `from` loses what is above its bits to the next one.
URNA_AVX2 inline void Carry(Quad& a, std::size_t from) {
  const __m256i mask = _mm256_set1_epi64x((std::int64_t{1} << BitsOf(from)) - 1);
  __m256i carry = _mm256_srli_epi64(a.limbs[from], BitsOf(from));
  a.limbs[from] = _mm256_and_si256(a.limbs[from], mask);
  if (from == kLimbs - 1) {  // times 19
    carry = _mm256_add_epi64(
        carry, _mm256_add_epi64(_mm256_slli_epi64(carry, 1), _mm256_slli_epi64(carry, 4)));
  }
  const std::size_t to = (from + 1) % kLimbs;
  a.limbs[to] = _mm256_add_epi64(a.limbs[to], carry);
}

// Limbs of sums of products, below 2^61, to limbs as a product has to have them: limb 1 and 5 are
// below 2^25 + 2^11, the others within their bits. Two chains, to wait less.
URNA_AVX2 inline void CarryAll(Quad& a) {
  Carry(a, 0), Carry(a, 4);
  Carry(a, 1), Carry(a, 5);
  Carry(a, 2), Carry(a, 6);
  Carry(a, 3), Carry(a, 7);
  Carry(a, 4), Carry(a, 8);
  Carry(a, 9);
  Carry(a, 0);
}

URNA_AVX2 inline __m256i Times(__m256i a, std::uint32_t factor) {
  return _mm256_mul_epu32(a, _mm256_set1_epi64x(factor));
}

// Limb i of one and j of the other meet in limb i + j, times 19 beyond the last, and twice when
// both are odd: 25.5 bits are meant where there are 25.
URNA_AVX2 Quad MultiplyQuad(const Quad& a, const Quad& b) {
  Quad b19;
  Quad a2;
  for (std::size_t i = 0; i < kLimbs; ++i) b19.limbs[i] = Times(b.limbs[i], 19);
  for (std::size_t i = 0; i < kLimbs; ++i) a2.limbs[i] = _mm256_add_epi64(a.limbs[i], a.limbs[i]);
  Quad out;
#pragma GCC unroll 10
  for (std::size_t k = 0; k < kLimbs; ++k) {
    __m256i sum = _mm256_setzero_si256();
#pragma GCC unroll 10
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const std::size_t j = (k + kLimbs - i) % kLimbs;
      const __m256i left = i % 2 == 1 && j % 2 == 1 ? a2.limbs[i] : a.limbs[i];
      const __m256i right = i > k ? b19.limbs[j] : b.limbs[j];
      sum = _mm256_add_epi64(sum, _mm256_mul_epu32(left, right));
    }
    out.limbs[k] = sum;
  }
  CarryAll(out);
  return out;
}

URNA_AVX2 inline void SquareQuad(Quad& a) {
  Quad twice;
  Quad a19;  // of odd limbs, 38
  for (std::size_t i = 0; i < kLimbs; ++i) {
    twice.limbs[i] = _mm256_add_epi64(a.limbs[i], a.limbs[i]);
    a19.limbs[i] = Times(a.limbs[i], i % 2 == 1 ? 38 : 19);
  }
  Quad out;
#pragma GCC unroll 10
  for (std::size_t k = 0; k < kLimbs; ++k) {
    __m256i sum = _mm256_setzero_si256();
#pragma GCC unroll 10
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const std::size_t j = (k + kLimbs - i) % kLimbs;
      if (i > j) continue;  // counted once, twice as much
      const bool odd = i % 2 == 1 && j % 2 == 1;
      const bool wraps = i + j >= kLimbs;
      // An even limb times 38 of an odd one would be twice too much: the factor 2 is in it already.
      __m256i left = i < j ? twice.limbs[i] : a.limbs[i];
      __m256i right = a.limbs[j];
      if (wraps) {
        right = a19.limbs[j];
        if (j % 2 == 1 && !odd) left = a.limbs[i];
      } else if (odd) {
        right = twice.limbs[j];
      }
      sum = _mm256_add_epi64(sum, _mm256_mul_epu32(left, right));
    }
    out.limbs[k] = sum;
  }
  CarryAll(out);
  a = out;
}

URNA_AVX2 Quad SquareQuadTimes(const Quad& a, int times) {
  Quad out = a;
  for (int i = 0; i < times; ++i) SquareQuad(out);
  return out;
}

URNA_AVX2 FieldLanes RootPowersByAvx2(const FieldLanes& a) {
  constexpr std::uint64_t kLow = (1 << 26) - 1;
  alignas(32) std::uint64_t words[kLimbs][kLanes];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t i = 0; i < kLimbs / 2; ++i) {
      words[2 * i][lane] = a[lane].limbs()[i] & kLow;
      words[2 * i + 1][lane] = a[lane].limbs()[i] >> 26;
    }
  }
  Quad quad;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    quad.limbs[i] = _mm256_load_si256(reinterpret_cast<const __m256i*>(words[i]));
  }
  quad = Chain<Quad, SquareQuadTimes, MultiplyQuad>(quad);
  for (std::size_t i = 0; i < kLimbs; ++i) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(words[i]), quad.limbs[i]);
  }
  FieldLanes out;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const auto limb = [&](std::size_t i) {
      return words[2 * i][lane] + (words[2 * i + 1][lane] << 26);
    };
    out[lane] = {limb(0), limb(1), limb(2), limb(3), limb(4)};
  }
  return out;
}

#endif

}  // namespace

FieldElement RootPower(const FieldElement& a) {
  return Chain<FieldElement, SquareOne, MultiplyOne>(a);
}

FieldLanes RootPowers(const FieldLanes& a) {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return RootPowersByAvx2(a);
#endif
  FieldLanes out;
  for (std::size_t lane = 0; lane < kLanes; ++lane) out[lane] = RootPower(a[lane]);
  return out;
}

}  // namespace urna::crypto
