#include <optional>

#include "crypto/accelerated_shuffle.h"
#include "crypto/parallel.h"
#include "crypto/pippenger.h"
#include "crypto/shared_scalars.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {
namespace {

constexpr int kScalarBits = 253;
constexpr int kChallengeBits = 128;

// Adds up terms s * P; nothing more counts after a point that does not decode.
class Fold {
 public:
  explicit Fold(int threads) : threads_(threads) {}

  void Add(std::span<const Scalar> scalars, std::span<const Point> points) {
    Add(PippengerSum(scalars, points, kScalarBits, threads_));
  }
  // factor * sum_i s_i P_i, for scalars below 2^bits.
  void AddScaled(const Scalar& factor, std::span<const Scalar> scalars,
                 std::span<const Point> points, int bits) {
    const std::optional<PublicPoint> sum = PippengerSum(scalars, points, bits, threads_);
    if (!sum) {
      ok_ = false;
      return;
    }
    sum_ += SharedScalars({&factor, 1}).Sum({&*sum, 1});
  }
  // sum_i s_i H_i.
  void AddGenerators(std::span<const Scalar> scalars) {
    std::vector<PublicPoint> sums(WorkerCount(threads_));
    const std::size_t share = (scalars.size() + sums.size() - 1) / sums.size();
    const auto add_block = [&](std::size_t begin, std::size_t end, std::size_t worker) {
      const std::vector<AffinePoint> block = PublicPoint::Generators(begin + 1, end - begin);
      sums[worker] += PippengerSum(scalars.subspan(begin, end - begin), block);
    };
    ParallelFor(scalars.size(), threads_, add_block, {}, std::min(share, kPippengerBlock));
    for (const PublicPoint& part : sums) sum_ += part;
  }
  bool IsZero() const { return ok_ && sum_.IsIdentity(); }

 private:
  void Add(const std::optional<PublicPoint>& term) {
    if (term) {
      sum_ += *term;
    } else {
      ok_ = false;
    }
  }
  const int threads_;
  PublicPoint sum_;
  bool ok_ = true;
};

std::vector<Scalar> Weights(std::size_t n) {
  std::vector<Scalar> out(n);
  for (Scalar& weight : out) weight = Scalar::Random128();
  return out;
}

}  // namespace

// The coefficients are those of section 19.
bool PassesFoldedEquations(const ShuffleStatement& statement, const CiphertextList& input,
                           const Mix& mix, int threads) {
  if (!CheckShuffleShape(statement, input, mix).ok()) return false;
  const std::size_t n = input.size();
  const std::size_t k = input.width();
  const ShuffleProof& proof = mix.proof;
  const Hash512 seed = ShuffleSeed(statement, input, mix.output, proof.c);
  const std::vector<Scalar> u = ShuffleVector(seed, n);
  const Scalar c = ShuffleChallenge(statement.closing_hash, seed, proof);

  // Drawn only now that the proof is fixed.
  const std::vector<Scalar> w = Weights(3);
  const std::vector<Scalar> w4 = Weights(k + 1);
  const std::vector<Scalar> z = Weights(n);

  Fold fold(threads);
  std::vector<Scalar> coefficients(n);
  const Scalar w1c = w[0] * c;
  const Scalar w3c = w[2] * c;
  for (std::size_t i = 0; i < n; ++i) coefficients[i] = -(w1c + w3c * u[i]);
  fold.Add(coefficients, proof.c);
  for (std::size_t i = 0; i < n; ++i) coefficients[i] = w1c + w[2] * proof.s_prime[i];
  fold.AddGenerators(coefficients);
  for (std::size_t j = 0; j <= k; ++j) {
    fold.AddScaled(-(w4[j] * c), u, j == 0 ? input.a : input.b[j - 1], kChallengeBits);
    fold.AddScaled(w4[j], proof.s_prime, j == 0 ? mix.output.a : mix.output.b[j - 1], kScalarBits);
  }
  Scalar base = w[0] * proof.s1 + w[1] * proof.s2 + w[2] * proof.s3 - w4[0] * proof.s4;
  Scalar product = Scalar::FromUint64(1);
  for (std::size_t i = 0; i < n; ++i) {
    product = product * u[i];
    base += z[i] * proof.s_hat[i];
    coefficients[i] = -(z[i] * c);
    if (i + 1 < n) coefficients[i] += z[i + 1] * proof.s_prime[i + 1];
  }
  coefficients[n - 1] = coefficients[n - 1] - w[1] * c;
  fold.Add(coefficients, proof.c_hat);
  fold.AddScaled(-Scalar::FromUint64(1), z, proof.t_hat, kChallengeBits);

  std::vector<Scalar> scalars = {base, z[0] * proof.s_prime[0] + w[1] * c * product, -w[0], -w[1],
                                 -w[2]};
  std::vector<Point> points = {Point::Base(), Generator(0), proof.t1, proof.t2, proof.t3};
  for (std::size_t j = 0; j <= k; ++j) {
    scalars.push_back(-w4[j]);
    points.push_back(proof.t4[j]);
  }
  for (std::size_t l = 0; l < k; ++l) {
    scalars.push_back(-(w4[l + 1] * proof.s4));
    points.push_back(statement.keys[l]);
  }
  fold.Add(scalars, points);
  return fold.IsZero();
}

absl::Status VerifyShuffleFast(const ShuffleStatement& statement, const CiphertextList& input,
                               const Mix& mix, int threads) {
  if (PassesFoldedEquations(statement, input, mix, threads)) return absl::OkStatus();
  return VerifyShuffle(statement, input, mix, threads);
}

absl::StatusOr<Mix> ReadMixFast(const ShuffleStatement& statement, const CiphertextList& input,
                                ByteView file, int threads) {
  const std::size_t n = input.size();
  const std::size_t k = input.width();
  absl::StatusOr<Mix> mix = Mix::ParseUndecoded(file, n, k);
  if (mix.ok() && PassesFoldedEquations(statement, input, *mix, threads)) return mix;
  mix = Mix::Parse(file, n, k);
  if (!mix.ok()) return mix;
  const absl::Status status = VerifyShuffle(statement, input, *mix, threads);
  if (!status.ok()) return status;
  return mix;
}

}  // namespace urna::crypto
