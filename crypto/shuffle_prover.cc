#include <cstdint>
#include <utility>

#include "crypto/check.h"
#include "crypto/constant_time.h"
#include "crypto/parallel.h"
#include "crypto/progress_meter.h"
#include "crypto/shuffle.h"
#include "crypto/shuffle_secrets.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {
namespace {

// One run of the mixer. Everything but the mix is secret, and goes with this object.
class Mixer {
 public:
  Mixer(const ShuffleStatement& statement, const CiphertextList& input, int threads,
        const Progress& progress)
      : statement_(statement),
        input_(input),
        n_(input.size()),
        k_(input.width()),
        threads_(threads),
        meter_(progress, n_ * (2 * k_ + 8)),
        secrets_(n_) {}

  Mix Run() {
    Reencrypt();
    const std::vector<Point> generators = Generators(n_, threads_);
    Commit(generators);
    const Hash512 seed = ShuffleSeed(statement_, input_, mix_.output, mix_.proof.c);
    const std::vector<Scalar> u = ShuffleVector(seed, n_);
    secrets_.Chain(u);
    Chain();
    Blind(generators);
    const Scalar c = ShuffleChallenge(statement_.closing_hash, seed, mix_.proof);
    secrets_.Respond(u, c, mix_.proof);
    return std::move(mix_);
  }

 private:
  void Reencrypt() {
    mix_.output = CiphertextList(n_, k_);
    ForEach(k_ + 1, [&](std::size_t i) {
      const std::uint32_t j = secrets_.psi[i];
      const Scalar& rho = secrets_.rho[j];
      mix_.output.a[i] = input_.a[j] + BaseMultiply(rho);
      for (std::size_t l = 0; l < k_; ++l) {
        mix_.output.b[l][i] = input_.b[l][j] + rho * statement_.keys[l];
      }
    });
    // They are published, and what follows multiplies them.
    DeclassifyInPlace(std::span(std::as_const(mix_.output.a)));
    for (const std::vector<Point>& column : mix_.output.b) DeclassifyInPlace(std::span(column));
  }

  void Commit(const std::vector<Point>& generators) {
    mix_.proof.c.resize(n_);
    ForEach(1, [&](std::size_t i) {
      const std::uint32_t j = secrets_.psi[i];
      mix_.proof.c[j] = BaseMultiply(secrets_.r[j]) + generators[i];
    });
  }

  void Chain() {
    const Point h = Generator(0);
    mix_.proof.c_hat.resize(n_);
    mix_.proof.t_hat.resize(n_);
    ForEach(4, [&](std::size_t i) {
      mix_.proof.c_hat[i] = BaseMultiply(secrets_.big_r[i + 1]) + secrets_.big_u[i + 1] * h;
      const SecretVector<Scalar> factors = secrets_.BlindedLink(i);
      mix_.proof.t_hat[i] = BaseMultiply(factors[0]) + factors[1] * h;
    });
  }

  void Blind(const std::vector<Point>& generators) {
    ShuffleProof& proof = mix_.proof;
    const SecretVector<Scalar>& omega = secrets_.omega;
    proof.t1 = BaseMultiply(omega[0]);
    proof.t2 = BaseMultiply(omega[1]);
    proof.t3 = BaseMultiply(omega[2]) + BlindedSum(generators);
    proof.t4.resize(k_ + 1);
    proof.t4[0] = BlindedSum(mix_.output.a) - BaseMultiply(omega[3]);
    for (std::size_t l = 0; l < k_; ++l) {
      proof.t4[l + 1] = BlindedSum(mix_.output.b[l]) - omega[3] * statement_.keys[l];
    }
  }

  // sum_i omega'_i P_i, constant-time in omega'.
  Point BlindedSum(const std::vector<Point>& points) {
    const auto report = meter_.Stage(n_, 1);
    const Point sum = MultiScalarMultiply(secrets_.omega_prime, points, threads_);
    if (report) report(n_);
    return sum;
  }

  // Calls `body(i)` for all i; `cost` is in multiplications, for the progress.
  template <typename Body>
  void ForEach(std::size_t cost, const Body& body) {
    const auto all = [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) body(i);
    };
    ParallelFor(n_, threads_, all, meter_.Stage(n_, cost));
  }

  const ShuffleStatement& statement_;
  const CiphertextList& input_;
  const std::size_t n_, k_;
  const int threads_;
  ProgressMeter meter_;
  ShuffleSecrets secrets_;
  Mix mix_;
};

}  // namespace

Mix Shuffle(const ShuffleStatement& statement, const CiphertextList& input, int threads,
            const Progress& progress) {
  Require(IsMixable(statement, input), "a shuffle has ballots, as wide as there are keys");
  return Mixer(statement, input, threads, progress).Run();
}

}  // namespace urna::crypto
