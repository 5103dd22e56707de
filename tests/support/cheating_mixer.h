// A mixer that follows the algorithm of the proof of shuffle with a false witness, so that one
// verification equation, and only that one, stands against it.
#pragma once

#include <utility>
#include <vector>

#include "crypto/shuffle.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {

// A matrix by columns: {(j, m)} says that output i takes m times input j. A permutation matrix is
// the honest case.
using SparseMatrix = std::vector<std::vector<std::pair<std::size_t, Scalar>>>;

inline SparseMatrix PermutationMatrix(const std::vector<std::size_t>& psi) {
  SparseMatrix out;
  for (std::size_t j : psi) out.push_back({{j, Scalar::FromUint64(1)}});
  return out;
}

struct CheatingMixer {
  SparseMatrix committed;  // in c
  SparseMatrix claimed;    // in u'
  SparseMatrix applied;    // to the ciphertexts
  bool forge_last_link = false;
  // Added to A and to B_1 of the first output before anything is proven of it.
  Point shift_a = {}, shift_b = {};

  static Point Combine(const SparseMatrix::value_type& column, const std::vector<Point>& points) {
    Point sum;
    for (const auto& [j, m] : column) sum += m * points[j];
    return sum;
  }

  Mix Run(const ShuffleStatement& statement, const CiphertextList& input) const {
    const std::size_t n = input.size();
    const std::size_t k = input.width();
    const std::vector<Point> generators = Generators(n);
    const Point h = Generator(0);
    std::vector<Scalar> rho(n), r(n), r_hat(n), omega(4), omega_hat(n), omega_prime(n);
    for (auto* v : {&rho, &r, &r_hat, &omega, &omega_hat, &omega_prime}) Scalar::Fill(*v);

    Mix mix;
    mix.output = CiphertextList(n, k);
    for (std::size_t i = 0; i < n; ++i) {
      mix.output.a[i] = Combine(applied[i], input.a) + BaseMultiply(rho[i]);
      for (std::size_t l = 0; l < k; ++l) {
        mix.output.b[l][i] = Combine(applied[i], input.b[l]) + rho[i] * statement.keys[l];
      }
    }
    mix.output.a[0] += shift_a;
    mix.output.b[0][0] += shift_b;
    ShuffleProof& proof = mix.proof;
    for (const Scalar& s : r) proof.c.push_back(BaseMultiply(s));
    for (std::size_t i = 0; i < n; ++i) {
      for (const auto& [j, m] : committed[i]) proof.c[j] += m * generators[i];
    }
    const Hash512 seed = ShuffleSeed(statement, input, mix.output, proof.c);
    const std::vector<Scalar> u = ShuffleVector(seed, n);
    std::vector<Scalar> u_prime(n);
    Scalar product = Scalar::FromUint64(1);
    for (std::size_t i = 0; i < n; ++i) {
      for (const auto& [j, m] : claimed[i]) u_prime[i] += m * u[j];
      product = product * u[i];
    }
    Scalar end;  // R_N
    Point previous = h;
    for (std::size_t i = 0; i < n; ++i) {
      end = r_hat[i] + u_prime[i] * end;
      proof.t_hat.push_back(BaseMultiply(omega_hat[i]) + omega_prime[i] * previous);
      previous = BaseMultiply(r_hat[i]) + u_prime[i] * previous;
      proof.c_hat.push_back(previous);
    }
    if (forge_last_link) {
      end = Scalar::Random();
      proof.c_hat.back() = BaseMultiply(end) + product * h;
    }
    proof.t1 = BaseMultiply(omega[0]);
    proof.t2 = BaseMultiply(omega[1]);
    proof.t3 = BaseMultiply(omega[2]) + MultiScalarMultiply(omega_prime, generators);
    proof.t4.push_back(MultiScalarMultiply(omega_prime, mix.output.a) - BaseMultiply(omega[3]));
    for (std::size_t l = 0; l < k; ++l) {
      proof.t4.push_back(MultiScalarMultiply(omega_prime, mix.output.b[l]) -
                         omega[3] * statement.keys[l]);
    }
    const Scalar c = ShuffleChallenge(statement.closing_hash, seed, proof);
    Scalar sum_r, sum_ru, sum_rho;
    for (std::size_t i = 0; i < n; ++i) {
      sum_r += r[i];
      sum_ru += r[i] * u[i];
      sum_rho += rho[i] * u_prime[i];
      proof.s_hat.push_back(omega_hat[i] + c * r_hat[i]);
      proof.s_prime.push_back(omega_prime[i] + c * u_prime[i]);
    }
    proof.s1 = omega[0] + c * sum_r;
    proof.s2 = omega[1] + c * end;
    proof.s3 = omega[2] + c * sum_ru;
    proof.s4 = omega[3] + c * sum_rho;
    return mix;
  }
};

}  // namespace urna::crypto
