#include <optional>
#include <utility>

#include "crypto/accelerated_shuffle.h"
#include "crypto/check.h"
#include "crypto/constant_time.h"
#include "crypto/parallel.h"
#include "crypto/pippenger.h"
#include "crypto/progress_meter.h"
#include "crypto/shuffle_secrets.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {
namespace {

DecafPoint DecodeOrDie(const Point& point) {
  const std::optional<DecafPoint> decoded = DecafPoint::Decode(point);
  Require(decoded.has_value(), "libdecaf decodes what libsodium does");
  return *decoded;
}

// One run of the mixer, as the reference's but for the order of work: each block of ballots is
// decoded, re-encrypted, and added to the blinding sums while it is decoded.
//
// The blinding sums are by buckets, in variable time, over omega'. omega' is drawn for this run
// alone, but it hides u'_i in the public s'_i = omega'_i + c u'_i, and u'_i is one of N known
// values: a few bits of one omega'_i would betray psi(i). Such bits are seen only by someone who
// watches this machine's memory accesses one by one, and that someone reads psi from the accesses
// to the ballots themselves, here as in the reference. What can be measured from farther away, the
// time of a block, is a sum over thousands of ballots. A mixer has to run on a machine that its
// trustee does not share.
class FastMixer {
 public:
  FastMixer(const ShuffleStatement& statement, const CiphertextList& input, int threads,
            const Progress& progress)
      : statement_(statement),
        input_(input),
        n_(input.size()),
        k_(input.width()),
        threads_(threads),
        meter_(progress, n_ * (2 * k_ + 8)),
        secrets_(n_),
        base_(DecodeOrDie(Point::Base())) {
    // Not public, but what the sums by buckets may depend on: see above.
    DeclassifyInPlace(std::span<const Scalar>(secrets_.omega_prime));
    for (const Point& key : statement.keys) key_tables_.emplace_back(DecodeOrDie(key));
  }

  Mix Run() {
    ReencryptAndCommit();
    const Hash512 seed = ShuffleSeed(statement_, input_, mix_.output, mix_.proof.c);
    const std::vector<Scalar> u = ShuffleVector(seed, n_);
    secrets_.Chain(u);
    Chain();
    const Scalar c = ShuffleChallenge(statement_.closing_hash, seed, mix_.proof);
    secrets_.Respond(u, c, mix_.proof);
    return std::move(mix_);
  }

 private:
  // The blinding sums: of the generators, then of the columns of the output.
  using Sums = std::vector<DecafPoint>;

  void ReencryptAndCommit() {
    mix_.output = CiphertextList(n_, k_);
    mix_.proof.c.resize(n_);
    std::vector<Sums> sums(WorkerCount(threads_), Sums(k_ + 2));
    const std::size_t share = (n_ + sums.size() - 1) / sums.size();
    ParallelFor(
        n_, threads_,
        [&](std::size_t begin, std::size_t end, std::size_t worker) {
          CommitBlock(begin, end, sums[worker]);
          for (std::size_t column = 0; column <= k_; ++column) {
            ReencryptBlock(column, begin, end, sums[worker]);
          }
        },
        meter_.Stage(n_, 2 * k_ + 4), std::min(share, kBlock));
    Sums total(k_ + 2);
    for (const Sums& part : sums) {
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i];
    }
    Blind(total);
  }

  void CommitBlock(std::size_t begin, std::size_t end, Sums& sums) {
    std::vector<DecafPoint> generators;
    generators.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      generators.push_back(DecafGenerator(i + 1));
      const std::uint32_t j = secrets_.psi[i];
      DecafPoint c = base_ * secrets_.r[j];
      c += generators.back();
      mix_.proof.c[j] = c.Encode();
    }
    sums[0] += PippengerSum(OmegaPrime(begin, end), generators);
  }

  void ReencryptBlock(std::size_t column, std::size_t begin, std::size_t end, Sums& sums) {
    const std::vector<Point>& in = column == 0 ? input_.a : input_.b[column - 1];
    std::vector<Point>& out = column == 0 ? mix_.output.a : mix_.output.b[column - 1];
    const FixedBaseTable& key = column == 0 ? base_ : key_tables_[column - 1];
    std::vector<DecafPoint> block;
    block.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t j = secrets_.psi[i];
      block.push_back(DecodeOrDie(in[j]));
      block.back() += key * secrets_.rho[j];
      out[i] = block.back().Encode();
    }
    sums[column + 1] += PippengerSum(OmegaPrime(begin, end), block);
  }

  std::span<const Scalar> OmegaPrime(std::size_t begin, std::size_t end) const {
    return std::span<const Scalar>(secrets_.omega_prime).subspan(begin, end - begin);
  }

  void Blind(const Sums& sums) {
    ShuffleProof& proof = mix_.proof;
    const SecretVector<Scalar>& omega = secrets_.omega;
    proof.t1 = BaseMultiply(omega[0]);
    proof.t2 = BaseMultiply(omega[1]);
    proof.t3 = BaseMultiply(omega[2]) + sums[0].Encode();
    proof.t4.push_back(sums[1].Encode() - BaseMultiply(omega[3]));
    for (std::size_t l = 0; l < k_; ++l) {
      proof.t4.push_back(sums[l + 2].Encode() - omega[3] * statement_.keys[l]);
    }
  }

  void Chain() {
    const FixedBaseTable h(DecafGenerator(0));
    mix_.proof.c_hat.resize(n_);
    mix_.proof.t_hat.resize(n_);
    const auto combine = [&](const Scalar& r, const Scalar& u) {
      DecafPoint sum = base_ * r;
      sum += h * u;
      return sum.Encode();
    };
    ParallelFor(
        n_, threads_,
        [&](std::size_t begin, std::size_t end, std::size_t) {
          for (std::size_t i = begin; i < end; ++i) {
            mix_.proof.c_hat[i] = combine(secrets_.big_r[i + 1], secrets_.big_u[i + 1]);
            const SecretVector<Scalar> factors = secrets_.BlindedLink(i);
            mix_.proof.t_hat[i] = combine(factors[0], factors[1]);
          }
        },
        meter_.Stage(n_, 4));
  }

  // Large enough for the buckets to pay, small enough to report progress and to balance threads.
  static constexpr std::size_t kBlock = std::size_t{1} << 11;

  const ShuffleStatement& statement_;
  const CiphertextList& input_;
  const std::size_t n_, k_;
  const int threads_;
  ProgressMeter meter_;
  ShuffleSecrets secrets_;
  FixedBaseTable base_;
  std::vector<FixedBaseTable> key_tables_;
  Mix mix_;
};

}  // namespace

Mix ShuffleFast(const ShuffleStatement& statement, const CiphertextList& input, int threads,
                const Progress& progress) {
  Require(IsMixable(statement, input), "a shuffle has ballots, as wide as there are keys");
  return FastMixer(statement, input, threads, progress).Run();
}

}  // namespace urna::crypto
