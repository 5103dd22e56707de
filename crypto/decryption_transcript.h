// The challenges and the equations of the proof of decryption (section 12 of docs/protocol.md), as
// every prover and verifier computes them, and the coefficients of the combination.
#pragma once

#include <vector>

#include "crypto/decryption.h"
#include "crypto/hash.h"

namespace urna::crypto {

// The digest of "decrypt-1"; the trustee and N are the statement's, never the file's.
Hash512 DecryptionSeed(const DecryptionStatement& statement, std::span<const Point> a,
                       const std::vector<std::vector<Point>>& d);

// rho_1..rho_N.
std::vector<Scalar> DecryptionVector(const Hash512& seed, std::size_t n);

// The challenge c of "decrypt-2". Of `partial`, T and U are read.
Scalar DecryptionChallenge(const Hash256& closing_hash, const Hash512& seed, const Point& a_bar,
                           std::span<const Point> d_bar, const PartialDecryption& partial);

// Lengths, and that the partial is of the statement's trustee.
absl::Status CheckDecryptionShape(const DecryptionStatement& statement, std::span<const Point> a,
                                  const PartialDecryption& partial);

// The two equations for every key, given the folded points. INVALID_ARGUMENT names all that fail.
absl::Status CheckDecryptionEquations(const DecryptionStatement& statement, const Hash512& seed,
                                      const Point& a_bar, std::span<const Point> d_bar,
                                      const PartialDecryption& partial);

// The two steps of a decryption: D = x A, then T, U and s, given what `rho` folds A to. Shares meet
// libsodium alone.
PartialDecryption RaiseToShares(const DecryptionStatement& statement,
                                std::span<const Scalar> shares, std::span<const Point> a,
                                int threads, const Progress& progress);
void ProveDecryption(const DecryptionStatement& statement, std::span<const Scalar> shares,
                     const Hash512& seed, const Point& a_bar, PartialDecryption& out);

// What can be combined: at least `threshold` partials of distinct trustees, all n times k.
absl::Status CheckPartials(std::span<const PartialDecryption> partials, std::uint32_t threshold,
                           std::size_t n, std::size_t k);

// lambda_m of section 12 for each of the partials, which CheckPartials has passed.
std::vector<Scalar> LagrangeCoefficients(std::span<const PartialDecryption> partials);

}  // namespace urna::crypto
