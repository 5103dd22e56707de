// The challenges of the proof of shuffle (section 11.2 of docs/protocol.md), as prover and verifier
// both compute them.
#pragma once

#include <vector>

#include "crypto/hash.h"
#include "crypto/shuffle.h"

namespace urna::crypto {

// The digest of "shuffle-1": the whole statement and the permutation commitment.
Hash512 ShuffleSeed(const ShuffleStatement& statement, const CiphertextList& input,
                    const CiphertextList& output, std::span<const Point> c);

// u_1..u_N.
std::vector<Scalar> ShuffleVector(const Hash512& seed, std::size_t n);

// The challenge c of "shuffle-2", over the prover's commitments.
Scalar ShuffleChallenge(const Hash256& closing_hash, const Hash512& seed,
                        const ShuffleProof& proof);

// Is there something to mix: within the limits of section 3, rectangular, as wide as there are
// keys?
bool IsMixable(const ShuffleStatement& statement, const CiphertextList& input);

// Equation 1 of section 11.3: every list has the length that the input and the keys ask for.
absl::Status CheckShuffleShape(const ShuffleStatement& statement, const CiphertextList& input,
                               const Mix& mix);

}  // namespace urna::crypto
