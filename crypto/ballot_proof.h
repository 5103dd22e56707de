// The proof that whoever made a ballot's record knows the secret of its voting key and the
// randomness of its ciphertext, one proof for both (section 6.4 of docs/protocol.md): signature and
// proof of knowledge at once. It makes the ciphertext non-malleable and ties it to all that stands
// before it in the record.
#pragma once

#include <span>
#include <vector>

#include "crypto/elgamal.h"
#include "crypto/transcript.h"
#include "crypto/voter_key.h"

namespace urna::crypto {

// What is proven about; the views are the caller's.
struct BallotStatement {
  Hash256 manifest_hash;
  // The record's bytes before T.
  ByteView head;
};

struct BallotProof {
  Point t, r;
  Scalar s, z;
};

// The challenge of section 6.4, over the encodings of T and R.
Scalar BallotChallenge(const BallotStatement& statement, const Hash256& t, const Hash256& r);

// `randomness` is that of the ciphertext in `head`.
BallotProof ProveBallot(const BallotStatement& statement, const Scalar& randomness,
                        const VoterKey& key);
// The same with nonces that are given: for vectors and tests.
BallotProof ProveBallotWithNonces(const BallotStatement& statement, const Scalar& randomness,
                                  const VoterKey& key, const Scalar& w, const Scalar& u);

// A ballot as it came: encodings that nobody has looked at yet. `voting_key`, A, B_1..B_k, T, R, s,
// z.
struct EncodedBallot {
  BallotStatement statement;
  std::array<std::uint8_t, 32> voting_key;
  std::span<const Hash256> points;
  Hash256 t, r, s, z;
};

enum class BallotVerdict {
  kHolds,
  // A point or scalar is not canonical, or is the identity where it may not be.
  kMalformed,
  kWrongProof,
};

// The reference, by libsodium.
BallotVerdict VerifyBallot(const EncodedBallot& ballot);
// The same verdicts by the public arithmetic, for many at once or for one. What does not decode, or
// is to blame for a sum that fails, the reference decides on.
std::vector<BallotVerdict> VerifyBallots(std::span<const EncodedBallot> ballots);
// The public arithmetic alone, for tests of its agreement with the reference: the ballots that it
// finds to hold.
std::vector<bool> HoldInBatch(std::span<const EncodedBallot> ballots);

}  // namespace urna::crypto
