#include "crypto/accelerated_decryption.h"

#include <atomic>

#include "crypto/check.h"
#include "crypto/decryption_transcript.h"
#include "crypto/parallel.h"
#include "crypto/pippenger.h"
#include "crypto/shared_scalars.h"

namespace urna::crypto {
namespace {

constexpr int kChallengeBits = 128;

// b_i - sum_m lambda_m D^(m)_i for one column of b and of every D. False when a point does not
// decode.
bool CombineColumn(std::span<const Point> b, std::span<const std::span<const Point>> d,
                   const SharedScalars& lambda, std::span<Point> out) {
  const std::size_t n = b.size();
  std::vector<AffinePoint> decoded(n);
  std::vector<std::vector<PublicPoint>> terms(n, std::vector<PublicPoint>(d.size()));
  for (std::size_t m = 0; m < d.size(); ++m) {
    if (!AffinePoint::Decode(d[m], decoded)) return false;
    for (std::size_t i = 0; i < n; ++i) terms[i][m] += decoded[i];
  }
  if (!AffinePoint::Decode(b, decoded)) return false;
  std::vector<PublicPoint> messages(n);
  for (std::size_t i = 0; i < n; ++i) {
    messages[i] += decoded[i];
    messages[i] -= lambda.Sum(terms[i]);
  }
  PublicPoint::Encode(messages, out);
  return true;
}

}  // namespace

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

PartialDecryption DecryptPartiallyFast(const DecryptionStatement& statement,
                                       std::span<const Scalar> shares, std::span<const Point> a,
                                       int threads, const Progress& progress) {
  PartialDecryption out = RaiseToShares(statement, shares, a, threads, progress);
  const Hash512 seed = DecryptionSeed(statement, a, out.d);
  const auto a_bar = PippengerSum(DecryptionVector(seed, a.size()), a, kChallengeBits, threads);
  Require(a_bar.has_value(), "points decode");
  ProveDecryption(statement, shares, seed, a_bar->Encode(), out);
  return out;
}

absl::Status VerifyPartialDecryptionFast(const DecryptionStatement& statement,
                                         std::span<const Point> a, const PartialDecryption& partial,
                                         int threads) {
  if (HoldsByBuckets(statement, a, partial, threads)) return absl::OkStatus();
  return VerifyPartialDecryption(statement, a, partial, threads);
}

absl::StatusOr<PartialDecryption> ReadPartialDecryptionFast(const DecryptionStatement& statement,
                                                            std::span<const Point> a, ByteView file,
                                                            int threads) {
  const std::size_t k = statement.trustee_keys.size();
  auto partial = PartialDecryption::ParseUndecoded(file, statement.trustee, a.size(), k);
  if (partial.ok() && HoldsByBuckets(statement, a, *partial, threads)) return partial;
  partial = PartialDecryption::Parse(file, statement.trustee, a.size(), k);
  if (!partial.ok()) return partial;
  const absl::Status status = VerifyPartialDecryption(statement, a, *partial, threads);
  if (!status.ok()) return status;
  return partial;
}

std::optional<std::vector<std::vector<Point>>> CombineDecoded(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials, int threads) {
  const std::size_t n = ciphertexts.size();
  const std::size_t k = ciphertexts.width();
  const SharedScalars lambda(LagrangeCoefficients(partials));
  std::vector<std::vector<Point>> out(k, std::vector<Point>(n));
  std::atomic<bool> decoded = true;
  ParallelFor(n, threads, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t l = 0; l < k; ++l) {
      const auto part = [&](std::span<const Point> column) {
        return column.subspan(begin, end - begin);
      };
      std::vector<std::span<const Point>> d;
      for (const PartialDecryption& partial : partials) d.push_back(part(partial.d[l]));
      if (!CombineColumn(part(ciphertexts.b[l]), d, lambda,
                         std::span<Point>(out[l]).subspan(begin, end - begin))) {
        decoded = false;
        return;
      }
    }
  });
  if (!decoded) return std::nullopt;
  return out;
}

absl::StatusOr<std::vector<std::vector<Point>>> CombineDecryptionsFast(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials,
    std::uint32_t threshold, int threads) {
  Require(ciphertexts.IsRectangular(), "the columns of ciphertexts have one length");
  const absl::Status status =
      CheckPartials(partials, threshold, ciphertexts.size(), ciphertexts.width());
  if (!status.ok()) return status;
  auto out = CombineDecoded(ciphertexts, partials.first(threshold), threads);
  if (!out) return CombineDecryptions(ciphertexts, partials, threshold, threads);
  return *std::move(out);
}

}  // namespace urna::crypto
