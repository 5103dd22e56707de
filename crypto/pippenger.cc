#include "crypto/pippenger.h"

#include <atomic>
#include <cstdint>
#include <vector>

#include "crypto/check.h"
#include "crypto/parallel.h"
#include "crypto/secret.h"

namespace urna::crypto {

// About 253/c * (n + 2^c) additions.
int PippengerWindow(std::size_t n) {
  int best = 2;
  std::size_t best_cost = ~std::size_t{0};
  for (int c = 2; c <= 15; ++c) {
    const auto windows = static_cast<std::size_t>((254 + c - 1) / c);
    const std::size_t cost = windows * (n + (std::size_t{1} << c));
    if (cost < best_cost) {
      best = c;
      best_cost = cost;
    }
  }
  return best;
}

namespace {

// The c bits from `bit` on.
std::uint32_t BitsAt(const Scalar& s, int bit, int c) {
  const auto first = static_cast<std::size_t>(bit / 8);
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 3 && first + i < Scalar::kSize; ++i) {
    value |= std::uint32_t{s.bytes()[first + i]} << (8 * i);
  }
  return (value >> (bit % 8)) & ((1U << c) - 1);
}

// Digits of the scalars in base 2^c, from -2^(c-1)+1 to 2^(c-1): half the buckets of unsigned ones.
// [window][i]. Wiped, as the buckets are: the scalars may be those of a prover.
SecretVector<std::int16_t> SignedDigits(std::span<const Scalar> scalars, int c, int windows) {
  const std::size_t n = scalars.size();
  SecretVector<std::int16_t> digits(n * static_cast<std::size_t>(windows));
  const std::int32_t half = 1 << (c - 1);
  for (std::size_t i = 0; i < n; ++i) {
    std::int32_t carry = 0;
    for (int w = 0; w < windows; ++w) {
      std::int32_t digit = static_cast<std::int32_t>(BitsAt(scalars[i], w * c, c)) + carry;
      carry = digit > half ? 1 : 0;
      digit -= carry << c;
      digits[static_cast<std::size_t>(w) * n + i] = static_cast<std::int16_t>(digit);
    }
  }
  return digits;
}

// sum_b (b + 1) * buckets[b], by running sums from the top.
template <typename Sum>
Sum WeightedSum(const SecretVector<Sum>& buckets, const std::vector<bool>& used) {
  Sum running;
  Sum sum;
  bool any = false;
  for (std::size_t b = buckets.size(); b-- > 0;) {
    if (used[b]) {
      running += buckets[b];
      any = true;
    }
    if (any) sum += running;
  }
  return sum;
}

template <typename Sum, typename Addend>
Sum ByBuckets(std::span<const Scalar> scalars, std::span<const Addend> points, int bits) {
  Require(scalars.size() == points.size(), "as many scalars as points");
  const std::size_t n = points.size();
  Sum sum;
  if (n == 0) return sum;
  const int c = PippengerWindow(n);
  const int windows = (bits + 1 + c - 1) / c;  // one bit more, for the last carry
  const SecretVector<std::int16_t> digits = SignedDigits(scalars, c, windows);
  SecretVector<Sum> buckets(std::size_t{1} << (c - 1));
  std::vector<bool> used(buckets.size());
  for (int w = windows - 1; w >= 0; --w) {
    for (int i = 0; w != windows - 1 && i < c; ++i) sum.Double();
    used.assign(used.size(), false);
    const std::int16_t* digit = &digits[static_cast<std::size_t>(w) * n];
    for (std::size_t i = 0; i < n; ++i) {
      if (digit[i] == 0) continue;
      const auto b = static_cast<std::size_t>(digit[i] > 0 ? digit[i] : -digit[i]) - 1;
      if (!used[b]) {
        used[b] = true;
        buckets[b] = Sum();
      }
      if (digit[i] > 0) {
        buckets[b] += points[i];
      } else {
        buckets[b] -= points[i];
      }
    }
    sum += WeightedSum(buckets, used);
  }
  return sum;
}

}  // namespace

DecafPoint PippengerSum(std::span<const Scalar> scalars, std::span<const DecafPoint> points,
                        int bits) {
  return ByBuckets<DecafPoint>(scalars, points, bits);
}

PublicPoint PippengerSum(std::span<const Scalar> scalars, std::span<const AffinePoint> points,
                         int bits) {
  return ByBuckets<PublicPoint>(scalars, points, bits);
}

std::optional<PublicPoint> PippengerSum(std::span<const Scalar> scalars,
                                        std::span<const Point> points, int bits, int threads) {
  Require(scalars.size() == points.size(), "as many scalars as points");
  std::vector<PublicPoint> sums(WorkerCount(threads));
  std::atomic<bool> decoded = true;
  // Every thread has a block, also when there is but one block's worth of points.
  const std::size_t share = (points.size() + sums.size() - 1) / sums.size();
  const std::size_t range = std::clamp<std::size_t>(share, 1, kPippengerBlock);
  const auto add_block = [&](std::size_t begin, std::size_t end, std::size_t worker) {
    std::vector<AffinePoint> block(end - begin);
    if (!AffinePoint::Decode(points.subspan(begin, end - begin), block)) {
      decoded = false;
      return;
    }
    sums[worker] += PippengerSum(scalars.subspan(begin, end - begin), block, bits);
  };
  ParallelFor(points.size(), threads, add_block, {}, range);
  if (!decoded) return std::nullopt;
  PublicPoint sum;
  for (const PublicPoint& part : sums) sum += part;
  return sum;
}

}  // namespace urna::crypto
