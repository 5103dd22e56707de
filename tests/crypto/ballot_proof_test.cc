#include "crypto/ballot_proof.h"

#include "crypto/support.h"

namespace urna::crypto {
namespace {

BallotStatement Statement() { return {Filled<32>(0x11), 7, Filled<32>(0x22), 3}; }

struct Ballot {
  std::vector<Point> keys = RandomPoints(2);
  Scalar r = Scalar::Random();
  Ciphertext ciphertext = Encrypt(keys, RandomPoints(2), r);
  BallotProof proof = ProveBallot(Statement(), ciphertext, r);
};

// docs/protocol.md, section 18.
TEST(BallotChallenge, MatchesTheVector) {
  EXPECT_EQ(ToHex(BallotChallenge(Statement(), {P(2), {P(3)}}, P(5)).bytes()),
            "ade39c7cfe0325005800f470c49b26fe22274914f03a1a8e9ecf68bc011e3904");
}

TEST(BallotProof, HoldsForAnyWidth) {
  for (std::size_t k = 1; k <= 4; ++k) {
    const std::vector<Point> keys = RandomPoints(k);
    const Scalar r = Scalar::Random();
    const Ciphertext ciphertext = Encrypt(keys, RandomPoints(k), r);
    EXPECT_TRUE(VerifyBallot(Statement(), ciphertext, ProveBallot(Statement(), ciphertext, r)));
  }
}

TEST(BallotProof, IsFreshEveryTime) {
  const Ballot ballot;
  const BallotProof other = ProveBallot(Statement(), ballot.ciphertext, ballot.r);
  EXPECT_NE(other.t, ballot.proof.t);
  EXPECT_TRUE(VerifyBallot(Statement(), ballot.ciphertext, other));
}

TEST(BallotProof, BindsTheStatement) {
  const Ballot ballot;
  ASSERT_TRUE(VerifyBallot(Statement(), ballot.ciphertext, ballot.proof));
  BallotStatement other = Statement();
  other.manifest_hash[0] ^= 1;
  EXPECT_FALSE(VerifyBallot(other, ballot.ciphertext, ballot.proof)) << "another election";
  other = Statement();
  other.contest = 8;
  EXPECT_FALSE(VerifyBallot(other, ballot.ciphertext, ballot.proof)) << "another contest";
  other = Statement();
  other.voting_key[31] ^= 1;
  EXPECT_FALSE(VerifyBallot(other, ballot.ciphertext, ballot.proof)) << "copied by a voter";
  other = Statement();
  other.sequence = 4;
  EXPECT_FALSE(VerifyBallot(other, ballot.ciphertext, ballot.proof)) << "replayed";
}

TEST(BallotProof, MakesTheCiphertextNonMalleable) {
  const Ballot ballot;
  Ciphertext other = ballot.ciphertext;
  other.b[1] += Point::Base();
  EXPECT_FALSE(VerifyBallot(Statement(), other, ballot.proof)) << "another message";
  other = ballot.ciphertext;
  other.a += Point::Base();
  for (std::size_t l = 0; l < 2; ++l) other.b[l] += ballot.keys[l];
  EXPECT_FALSE(VerifyBallot(Statement(), other, ballot.proof)) << "re-randomised";
  other = ballot.ciphertext;
  other.b.pop_back();
  EXPECT_FALSE(VerifyBallot(Statement(), other, ballot.proof)) << "cut";
  other = ballot.ciphertext;
  std::swap(other.b[0], other.b[1]);
  EXPECT_FALSE(VerifyBallot(Statement(), other, ballot.proof)) << "columns swapped";
}

TEST(BallotProof, RefusesAChangedProof) {
  const Ballot ballot;
  BallotProof other = ballot.proof;
  other.s += S(1);
  EXPECT_FALSE(VerifyBallot(Statement(), ballot.ciphertext, other));
  other = ballot.proof;
  other.t += Point::Base();
  EXPECT_FALSE(VerifyBallot(Statement(), ballot.ciphertext, other));
  EXPECT_FALSE(VerifyBallot(Statement(), ballot.ciphertext,
                            ProveBallot(Statement(), ballot.ciphertext, Scalar::Random())));
}

// The equation holds for r = 0, so only the ban on the identity stands against a ballot in clear.
TEST(BallotProof, RefusesTheIdentityInA) {
  const std::vector<Point> keys = RandomPoints(1);
  const Ciphertext clear = Encrypt(keys, RandomPoints(1), Scalar());
  const BallotProof proof = ProveBallot(Statement(), clear, Scalar());
  ASSERT_EQ(BaseMultiply(proof.s),
            proof.t + BallotChallenge(Statement(), clear, proof.t) * clear.a);
  EXPECT_FALSE(VerifyBallot(Statement(), clear, proof));
}

// Nor does the equation see w = 0, with which s gives r away.
TEST(BallotProof, RefusesTheIdentityInT) {
  const Ballot ballot;
  BallotProof proof;
  const Scalar c = BallotChallenge(Statement(), ballot.ciphertext, proof.t);
  proof.s = c * ballot.r;
  ASSERT_EQ(BaseMultiply(proof.s), proof.t + c * ballot.ciphertext.a);
  EXPECT_FALSE(VerifyBallot(Statement(), ballot.ciphertext, proof));
}

}  // namespace
}  // namespace urna::crypto
