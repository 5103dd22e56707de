// Proof that whoever made a ciphertext knows its randomness (section 6.4 of docs/protocol.md). It
// makes the ciphertext non-malleable and ties it to election, contest, voting key and sequence
// number.
#pragma once

#include "crypto/elgamal.h"
#include "crypto/signature.h"
#include "crypto/transcript.h"

namespace urna::crypto {

struct BallotStatement {
  Hash256 manifest_hash;
  std::uint32_t contest;
  // The voting key, or the station key of a paper ballot, as it stands in the leaf.
  std::array<std::uint8_t, 32> voting_key;
  std::uint64_t sequence;
};

struct BallotProof {
  Point t;
  Scalar s;
};

// The challenge of section 6.4; exposed for the published vector.
Scalar BallotChallenge(const BallotStatement& statement, const Ciphertext& ciphertext,
                       const Point& t);
BallotProof ProveBallot(const BallotStatement& statement, const Ciphertext& ciphertext,
                        const Scalar& r);
// False also for an identity in A or T.
bool VerifyBallot(const BallotStatement& statement, const Ciphertext& ciphertext,
                  const BallotProof& proof);

}  // namespace urna::crypto
