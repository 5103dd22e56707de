#include "crypto/accelerated_decryption.h"

#include <atomic>
#include <optional>

#include "crypto/check.h"
#include "crypto/decryption_transcript.h"
#include "crypto/parallel.h"
#include "crypto/pippenger.h"
#include "crypto/shared_scalars.h"

namespace urna::crypto {
namespace {

constexpr int kChallengeBits = 128;

bool HoldsByBuckets(const DecryptionStatement& statement, std::span<const Point> a,
                    const PartialDecryption& partial, int threads) {
  if (!CheckDecryptionShape(statement, a, partial).ok()) return false;
  const Hash512 seed = DecryptionSeed(statement, a, partial.d);
  const std::vector<Scalar> rho = DecryptionVector(seed, a.size());
  const auto a_bar = PippengerSum(rho, a, kChallengeBits, threads);
  std::vector<Point> d_bar;
  for (const std::vector<Point>& column : partial.d) {
    const auto sum = PippengerSum(rho, column, kChallengeBits, threads);
    if (!sum) return false;
    d_bar.push_back(sum->Encode());
  }
  return a_bar && CheckDecryptionEquations(statement, seed, a_bar->Encode(), d_bar, partial).ok();
}

// b - sum_m lambda_m D^(m)_{i,l}. Nothing when a point does not decode.
std::optional<Point> CombineOne(const Point& b, const SharedScalars& lambda,
                                std::span<const PartialDecryption> partials, std::size_t i,
                                std::size_t l) {
  std::vector<DecafPoint> points;
  points.reserve(partials.size());
  for (const PartialDecryption& partial : partials) {
    const std::optional<DecafPoint> point = DecafPoint::Decode(partial.d[l][i]);
    if (!point) return std::nullopt;
    points.push_back(*point);
  }
  std::optional<DecafPoint> message = DecafPoint::Decode(b);
  if (!message) return std::nullopt;
  *message -= lambda.Sum(points);
  return message->Encode();
}

}  // namespace

absl::Status VerifyPartialDecryptionFast(const DecryptionStatement& statement,
                                         std::span<const Point> a, const PartialDecryption& partial,
                                         int threads) {
  if (HoldsByBuckets(statement, a, partial, threads)) return absl::OkStatus();
  return VerifyPartialDecryption(statement, a, partial, threads);
}

absl::StatusOr<std::vector<std::vector<Point>>> CombineDecryptionsFast(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials,
    std::uint32_t threshold, int threads) {
  const std::size_t n = ciphertexts.size();
  const std::size_t k = ciphertexts.width();
  Require(ciphertexts.IsRectangular(), "the columns of ciphertexts have one length");
  const absl::Status status = CheckPartials(partials, threshold, n, k);
  if (!status.ok()) return status;
  const std::span<const PartialDecryption> used = partials.first(threshold);
  const SharedScalars lambda(LagrangeCoefficients(used));
  std::vector<std::vector<Point>> out(k, std::vector<Point>(n));
  std::atomic<bool> decoded = true;
  ParallelFor(n, threads, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t l = 0; l < k; ++l) {
        const auto point = CombineOne(ciphertexts.b[l][i], lambda, used, i, l);
        if (!point) {
          decoded = false;
          return;
        }
        out[l][i] = *point;
      }
    }
  });
  if (!decoded) return CombineDecryptions(ciphertexts, partials, threshold, threads);
  return out;
}

}  // namespace urna::crypto
