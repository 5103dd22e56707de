#include <cstdint>

#include "crypto/check.h"
#include "crypto/parallel.h"
#include "crypto/permutation.h"
#include "crypto/secret.h"
#include "crypto/shuffle.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {
namespace {

// Turns steps done, of steps that cost about the same, into a fraction of the whole.
class ProgressMeter {
 public:
  ProgressMeter(const Progress& progress, std::size_t total) : progress_(progress), total_(total) {}
  // A stage of `n` indexes that take `cost` steps each.
  std::function<void(std::size_t)> Stage(std::size_t n, std::size_t cost) {
    const std::size_t before = done_;
    done_ += n * cost;
    if (!progress_) return {};
    return [this, before, cost](std::size_t i) {
      progress_(static_cast<double>(before + i * cost) / static_cast<double>(total_));
    };
  }

 private:
  const Progress& progress_;
  std::size_t total_;
  std::size_t done_ = 0;
};

// One run of the mixer. Names are those of section 11; indexes start at 0. Everything but the mix
// is secret, and goes with this object.
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
        psi_(RandomPermutation(n_)),
        rho_(n_),
        r_(n_),
        r_hat_(n_),
        omega_(4),
        omega_hat_(n_),
        omega_prime_(n_) {
    for (SecretVector<Scalar>* v : {&rho_, &r_, &r_hat_, &omega_, &omega_hat_, &omega_prime_}) {
      Scalar::Fill(*v);
    }
  }

  Mix Run() {
    Reencrypt();
    const std::vector<Point> generators = Generators(n_, threads_);
    Commit(generators);
    const Hash512 seed = ShuffleSeed(statement_, input_, mix_.output, mix_.proof.c);
    const std::vector<Scalar> u = ShuffleVector(seed, n_);
    Chain(u);
    Blind(generators);
    Respond(u, ShuffleChallenge(statement_.manifest_hash, seed, mix_.proof));
    return std::move(mix_);
  }

 private:
  void Reencrypt() {
    mix_.output = CiphertextList(n_, k_);
    const auto reencrypt = [&](std::size_t i) {
      const std::uint32_t j = psi_[i];
      mix_.output.a[i] = input_.a[j] + BaseMultiply(rho_[j]);
      for (std::size_t l = 0; l < k_; ++l) {
        mix_.output.b[l][i] = input_.b[l][j] + rho_[j] * statement_.keys[l];
      }
    };
    ForEach(reencrypt, k_ + 1);
  }

  void Commit(const std::vector<Point>& generators) {
    mix_.proof.c.resize(n_);
    ForEach(
        [&](std::size_t i) { mix_.proof.c[psi_[i]] = BaseMultiply(r_[psi_[i]]) + generators[i]; },
        1);
  }

  // c_hat_i = R_i G + U_i H: the closed form of the chain, so that threads need not wait.
  void Chain(const std::vector<Scalar>& u) {
    u_prime_.resize(n_);
    big_r_.resize(n_ + 1);
    big_u_.resize(n_ + 1);
    big_u_[0] = Scalar::FromUint64(1);
    for (std::size_t i = 0; i < n_; ++i) {
      u_prime_[i] = u[psi_[i]];
      big_r_[i + 1] = MultiplyAdd(u_prime_[i], big_r_[i], r_hat_[i]);
      big_u_[i + 1] = u_prime_[i] * big_u_[i];
    }
    const Point h = Generator(0);
    mix_.proof.c_hat.resize(n_);
    mix_.proof.t_hat.resize(n_);
    ForEach(
        [&](std::size_t i) {
          mix_.proof.c_hat[i] = BaseMultiply(big_r_[i + 1]) + big_u_[i + 1] * h;
          SecretVector<Scalar> factors(2);
          factors[0] = MultiplyAdd(omega_prime_[i], big_r_[i], omega_hat_[i]);
          factors[1] = omega_prime_[i] * big_u_[i];
          mix_.proof.t_hat[i] = BaseMultiply(factors[0]) + factors[1] * h;
        },
        4);
  }

  void Blind(const std::vector<Point>& generators) {
    ShuffleProof& proof = mix_.proof;
    proof.t1 = BaseMultiply(omega_[0]);
    proof.t2 = BaseMultiply(omega_[1]);
    proof.t3 = BaseMultiply(omega_[2]) + BlindedSum(generators);
    proof.t4.resize(k_ + 1);
    proof.t4[0] = BlindedSum(mix_.output.a) - BaseMultiply(omega_[3]);
    for (std::size_t l = 0; l < k_; ++l) {
      proof.t4[l + 1] = BlindedSum(mix_.output.b[l]) - omega_[3] * statement_.keys[l];
    }
  }

  // sum_i omega'_i P_i, constant-time in omega'.
  Point BlindedSum(const std::vector<Point>& points) {
    const auto report = meter_.Stage(n_, 1);
    const Point sum = MultiScalarMultiply(omega_prime_, points, threads_);
    if (report) report(n_);
    return sum;
  }

  void Respond(const std::vector<Scalar>& u, const Scalar& c) {
    SecretVector<Scalar> sums(3);  // of r, of r u, of rho u
    for (std::size_t i = 0; i < n_; ++i) {
      sums[0] += r_[i];
      sums[1] = MultiplyAdd(r_[i], u[i], sums[1]);
      sums[2] = MultiplyAdd(rho_[i], u[i], sums[2]);
    }
    ShuffleProof& proof = mix_.proof;
    proof.s1 = MultiplyAdd(c, sums[0], omega_[0]);
    proof.s2 = MultiplyAdd(c, big_r_[n_], omega_[1]);
    proof.s3 = MultiplyAdd(c, sums[1], omega_[2]);
    proof.s4 = MultiplyAdd(c, sums[2], omega_[3]);
    proof.s_hat.resize(n_);
    proof.s_prime.resize(n_);
    for (std::size_t i = 0; i < n_; ++i) {
      proof.s_hat[i] = MultiplyAdd(c, r_hat_[i], omega_hat_[i]);
      proof.s_prime[i] = MultiplyAdd(c, u_prime_[i], omega_prime_[i]);
    }
  }

  // Calls `body(i)` for all i; `cost` is in multiplications, for the progress.
  template <typename Body>
  void ForEach(const Body& body, std::size_t cost) {
    ParallelFor(
        n_, threads_,
        [&](std::size_t begin, std::size_t end, std::size_t) {
          for (std::size_t i = begin; i < end; ++i) body(i);
        },
        meter_.Stage(n_, cost));
  }

  const ShuffleStatement& statement_;
  const CiphertextList& input_;
  const std::size_t n_, k_;
  const int threads_;
  ProgressMeter meter_;
  SecretVector<std::uint32_t> psi_;
  SecretVector<Scalar> rho_, r_, r_hat_, omega_, omega_hat_, omega_prime_;
  SecretVector<Scalar> u_prime_, big_r_, big_u_;  // u'_i, R_0..R_N, U_0..U_N
  Mix mix_;
};

}  // namespace

Mix Shuffle(const ShuffleStatement& statement, const CiphertextList& input, int threads,
            const Progress& progress) {
  Require(input.size() >= 1 && input.size() <= kMaxCiphertexts && input.width() >= 1 &&
              input.width() <= kMaxWidth && input.IsRectangular() &&
              statement.keys.size() == input.width(),
          "a shuffle has ballots, as wide as there are keys");
  return Mixer(statement, input, threads, progress).Run();
}

}  // namespace urna::crypto
