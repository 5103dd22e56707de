#include "crypto/shuffle_secrets.h"

#include "crypto/permutation.h"

namespace urna::crypto {

ShuffleSecrets::ShuffleSecrets(std::size_t n)
    : psi(RandomPermutation(n)), rho(n), r(n), r_hat(n), omega(4), omega_hat(n), omega_prime(n) {
  for (SecretVector<Scalar>* v : {&rho, &r, &r_hat, &omega, &omega_hat, &omega_prime}) {
    Scalar::Fill(*v);
  }
}

void ShuffleSecrets::Chain(const std::vector<Scalar>& u) {
  const std::size_t n = psi.size();
  u_prime.resize(n);
  big_r.resize(n + 1);
  big_u.resize(n + 1);
  big_u[0] = Scalar::FromUint64(1);
  for (std::size_t i = 0; i < n; ++i) {
    u_prime[i] = u[psi[i]];
    big_r[i + 1] = MultiplyAdd(u_prime[i], big_r[i], r_hat[i]);
    big_u[i + 1] = u_prime[i] * big_u[i];
  }
}

SecretVector<Scalar> ShuffleSecrets::BlindedLink(std::size_t i) const {
  SecretVector<Scalar> factors(2);
  factors[0] = MultiplyAdd(omega_prime[i], big_r[i], omega_hat[i]);
  factors[1] = omega_prime[i] * big_u[i];
  return factors;
}

void ShuffleSecrets::Respond(const std::vector<Scalar>& u, const Scalar& c,
                             ShuffleProof& proof) const {
  const std::size_t n = psi.size();
  SecretVector<Scalar> sums(3);  // of r, of r u, of rho u
  for (std::size_t i = 0; i < n; ++i) {
    sums[0] += r[i];
    sums[1] = MultiplyAdd(r[i], u[i], sums[1]);
    sums[2] = MultiplyAdd(rho[i], u[i], sums[2]);
  }
  proof.s1 = MultiplyAdd(c, sums[0], omega[0]);
  proof.s2 = MultiplyAdd(c, big_r[n], omega[1]);
  proof.s3 = MultiplyAdd(c, sums[1], omega[2]);
  proof.s4 = MultiplyAdd(c, sums[2], omega[3]);
  proof.s_hat.resize(n);
  proof.s_prime.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    proof.s_hat[i] = MultiplyAdd(c, r_hat[i], omega_hat[i]);
    proof.s_prime[i] = MultiplyAdd(c, u_prime[i], omega_prime[i]);
  }
}

}  // namespace urna::crypto
