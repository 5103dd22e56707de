#include "crypto/decryption.h"

#include "crypto/check.h"
#include "crypto/constant_time.h"
#include "crypto/decryption_transcript.h"
#include "crypto/parallel.h"

namespace urna::crypto {
namespace {

// sum_m lambda_m D^(m)_{i,l}.
Point CombineOne(std::span<const Scalar> lambda, std::span<const PartialDecryption> partials,
                 std::size_t i, std::size_t l) {
  Point sum;
  for (std::size_t m = 0; m < partials.size(); ++m) sum += lambda[m] * partials[m].d[l][i];
  return sum;
}

}  // namespace

PartialDecryption RaiseToShares(const DecryptionStatement& statement,
                                std::span<const Scalar> shares, std::span<const Point> a,
                                int threads, const Progress& progress) {
  const std::size_t n = a.size();
  const std::size_t k = shares.size();
  Require(k >= 1 && statement.trustee_keys.size() == k, "as many shares as keys");
  PartialDecryption out;
  out.trustee = statement.trustee;
  out.d.assign(k, std::vector<Point>(n));
  std::function<void(std::size_t)> report;
  if (progress) {
    report = [&](std::size_t done) {
      progress(static_cast<double>(done) / static_cast<double>(n));
    };
  }
  ParallelFor(
      n, threads,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
          for (std::size_t l = 0; l < k; ++l) out.d[l][i] = shares[l] * a[i];
        }
      },
      report);
  // They are published, and what follows is folded from them.
  for (const std::vector<Point>& column : out.d) DeclassifyInPlace(std::span(column));
  return out;
}

void ProveDecryption(const DecryptionStatement& statement, std::span<const Scalar> shares,
                     const Hash512& seed, const Point& a_bar, PartialDecryption& out) {
  const std::size_t k = shares.size();
  SecretVector<Scalar> w(k);
  Scalar::Fill(w);
  std::vector<Point> d_bar;
  for (std::size_t l = 0; l < k; ++l) {
    d_bar.push_back(shares[l] * a_bar);
    out.t.push_back(BaseMultiply(w[l]));
    out.u.push_back(w[l] * a_bar);
  }
  const Scalar c = DecryptionChallenge(statement.closing_hash, seed, a_bar, d_bar, out);
  for (std::size_t l = 0; l < k; ++l) out.s.push_back(MultiplyAdd(c, shares[l], w[l]));
}

PartialDecryption DecryptPartially(const DecryptionStatement& statement,
                                   std::span<const Scalar> shares, std::span<const Point> a,
                                   int threads, const Progress& progress) {
  PartialDecryption out = RaiseToShares(statement, shares, a, threads, progress);
  const Hash512 seed = DecryptionSeed(statement, a, out.d);
  const Point a_bar = MultiScalarMultiply(DecryptionVector(seed, a.size()), a, threads);
  ProveDecryption(statement, shares, seed, a_bar, out);
  return out;
}

absl::Status VerifyPartialDecryption(const DecryptionStatement& statement, std::span<const Point> a,
                                     const PartialDecryption& partial, int threads) {
  const absl::Status shape = CheckDecryptionShape(statement, a, partial);
  if (!shape.ok()) return shape;
  const Hash512 seed = DecryptionSeed(statement, a, partial.d);
  const std::vector<Scalar> rho = DecryptionVector(seed, a.size());
  const Point a_bar = MultiScalarMultiply(rho, a, threads);
  std::vector<Point> d_bar;
  for (const std::vector<Point>& column : partial.d) {
    d_bar.push_back(MultiScalarMultiply(rho, column, threads));
  }
  return CheckDecryptionEquations(statement, seed, a_bar, d_bar, partial);
}

absl::StatusOr<std::vector<std::vector<Point>>> CombineDecryptions(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials,
    std::uint32_t threshold, int threads) {
  const std::size_t n = ciphertexts.size();
  const std::size_t k = ciphertexts.width();
  Require(ciphertexts.IsRectangular(), "the columns of ciphertexts have one length");
  const absl::Status status = CheckPartials(partials, threshold, n, k);
  if (!status.ok()) return status;
  // More than the threshold would give the same points, at a higher price.
  partials = partials.first(threshold);
  const std::vector<Scalar> lambda = LagrangeCoefficients(partials);
  std::vector<std::vector<Point>> out(k, std::vector<Point>(n));
  ParallelFor(n, threads, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t l = 0; l < k; ++l) {
        out[l][i] = ciphertexts.b[l][i] - CombineOne(lambda, partials, i, l);
      }
    }
  });
  return out;
}

Point LotPoint(const Hash256& manifest_hash, std::string_view purpose) {
  Bytes input;
  AppendFrame(input, AsBytes("urna/v2/lot"));
  AppendFrame(input, manifest_hash);
  AppendFrame(input, AsBytes(purpose));
  return Point::FromHash(Sha512(input));
}

absl::StatusOr<Hash256> LotSeed(const Hash256& manifest_hash, std::string_view purpose,
                                std::span<const PartialDecryption> partials,
                                std::uint32_t threshold) {
  const absl::Status status = CheckPartials(partials, threshold, 1, 1);
  if (!status.ok()) return status;
  partials = partials.first(threshold);
  const Point z = CombineOne(LagrangeCoefficients(partials), partials, 0, 0);
  return LabelledHash("lot-seed", {manifest_hash, AsBytes(purpose), z.bytes()});
}

Hash256 LotRank(const Hash256& seed, std::string_view id) {
  return LabelledHash("lot-rank", {seed, AsBytes(id)});
}

}  // namespace urna::crypto
