// The secrets of one mix and the arithmetic on them that needs no group: what every prover of
// section 11.2 of docs/protocol.md shares.
#pragma once

#include <cstdint>
#include <vector>

#include "crypto/secret.h"
#include "crypto/shuffle.h"

namespace urna::crypto {

// Names are those of section 11; indexes start at 0. Everything is wiped with the object.
struct ShuffleSecrets {
  // Draws all randomness for n ballots.
  explicit ShuffleSecrets(std::size_t n);

  // Computes u', R and U from u_1..u_N. The closed form of the chain, c_hat_i = R_i G + U_i H, lets
  // threads go on without waiting for each other.
  void Chain(const std::vector<Scalar>& u);

  // The two factors of t_hat_{i+1} = (omega_hat + omega' R_i) G + (omega' U_i) H.
  SecretVector<Scalar> BlindedLink(std::size_t i) const;

  // The responses s1..s4, s_hat and s' to the challenge c.
  void Respond(const std::vector<Scalar>& u, const Scalar& c, ShuffleProof& proof) const;

  SecretVector<std::uint32_t> psi;
  SecretVector<Scalar> rho, r, r_hat;
  SecretVector<Scalar> omega, omega_hat, omega_prime;  // omega has 4, the others n
  SecretVector<Scalar> u_prime, big_r, big_u;          // u'_1..u'_N, R_0..R_N, U_0..U_N
};

}  // namespace urna::crypto
