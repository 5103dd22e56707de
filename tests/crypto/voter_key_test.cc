#include "crypto/voter_key.h"

#include "absl/status/status.h"
#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

using Seed = Secret<std::array<std::uint8_t, 32>>;

VoterKey KeyOf(const Scalar& x) { return VoterKey::FromScalar(Secret<Scalar>(x)).value(); }
VoterKey RandomKey() { return KeyOf(Scalar::Random()); }

std::vector<VoterKey> Both(VoterKey first, VoterKey second) {
  std::vector<VoterKey> keys;
  keys.push_back(std::move(first));
  keys.push_back(std::move(second));
  return keys;
}

PossessionStatement Statement() { return {Filled<32>(1), 2, Filled<32>(3)}; }

// --- docs/protocol.md, section 18 ---

TEST(VoterKey, OfASeedMatchesTheVectors) {
  for (const char* j : {"1", "2"}) {
    const auto key = VoterKey::FromSeed(Seed(VectorArray(std::string("seed_") + j)));
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->secret().Reveal().bytes(), VectorArray(std::string("x_") + j));
    EXPECT_EQ(key->public_key().bytes(), VectorArray(std::string("V_") + j));
  }
}

TEST(VoterKey, OfTwoCodesMatchesTheVector) {
  const auto keys = Both(VoterKey::FromSeed(Seed(VectorArray("seed_1"))).value(),
                         VoterKey::FromSeed(Seed(VectorArray("seed_2"))).value());
  const auto sum = VoterKey::Sum(keys);
  ASSERT_TRUE(sum.ok()) << sum.status();
  EXPECT_EQ(sum->secret().Reveal().bytes(), VectorArray("x"));
  EXPECT_EQ(sum->public_key().bytes(), VectorArray("vk"));
}

TEST(VoterKey, OfOneCodeIsThatCodesKey) {
  const VoterKey key = VoterKey::FromSeed(Seed(VectorArray("seed_1"))).value();
  const auto sum = VoterKey::Sum({&key, 1});
  ASSERT_TRUE(sum.ok()) << sum.status();
  EXPECT_EQ(sum->public_key().bytes(), VectorArray("vk of code 1 alone"));
}

TEST(PossessionChallenge, MatchesTheVector) {
  const Bytes record = VectorBytes("part record 2");
  const ByteView view(record);
  PossessionStatement statement{VectorArray("Hash election"), 2, VectorArray("tag")};
  EXPECT_EQ(PossessionChallenge(statement, Point::Parse(view.subspan(32, 32)).value(),
                                Point::Parse(view.subspan(64, 32)).value())
                .bytes(),
            VectorArray("part challenge 2"));
}

TEST(Possession, OfTheVectorsHolds) {
  for (std::uint64_t j : {1, 2}) {
    const Bytes record = VectorBytes("part record " + std::to_string(j));
    const ByteView view(record);
    EXPECT_TRUE(VerifyPossession(
        {VectorArray("Hash election"), j, VectorArray("tag")},
        Point::Parse(view.subspan(32, 32)).value(),
        {Point::Parse(view.subspan(64, 32)).value(), Scalar::Parse(view.subspan(96, 32)).value()}));
  }
}

// --- Keys ---

RC_GTEST_PROP(VoterKey, OfTheSumIsTheSumOfTheKeys, (const Scalar& a, const Scalar& b)) {
  RC_PRE(!(a == Scalar()) && !(b == Scalar()) && !(a + b == Scalar()));
  const auto sum = VoterKey::Sum(Both(KeyOf(a), KeyOf(b)));
  RC_ASSERT(sum.ok());
  RC_ASSERT(sum->secret().Reveal() == a + b);
  RC_ASSERT(sum->public_key() == BaseMultiply(a) + BaseMultiply(b));
}

TEST(VoterKey, IsNeverTheIdentity) {
  EXPECT_EQ(VoterKey::FromScalar(Secret<Scalar>(Scalar())).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(VoterKey::Sum(Both(KeyOf(S(5)), KeyOf(-S(5)))).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(VoterKey::Sum({}).status().code(), absl::StatusCode::kInvalidArgument);
}

// --- The proof that a registrar knows the secret of the key that it hands in ---

TEST(Possession, HoldsAndIsFreshEveryTime) {
  const VoterKey key = RandomKey();
  const Possession first = ProvePossession(Statement(), key);
  const Possession second = ProvePossession(Statement(), key);
  EXPECT_NE(first.r, second.r);
  EXPECT_TRUE(VerifyPossession(Statement(), key.public_key(), first));
  EXPECT_TRUE(VerifyPossession(Statement(), key.public_key(), second));
}

TEST(Possession, IsOfOneElectionRegistrarTagAndKey) {
  const VoterKey key = RandomKey();
  const Possession proof = ProvePossession(Statement(), key);
  PossessionStatement other = Statement();
  other.election_hash[0] ^= 1;
  EXPECT_FALSE(VerifyPossession(other, key.public_key(), proof)) << "another election";
  other = Statement();
  other.registrar = 1;
  EXPECT_FALSE(VerifyPossession(other, key.public_key(), proof)) << "another registrar";
  other = Statement();
  other.tag[31] ^= 1;
  EXPECT_FALSE(VerifyPossession(other, key.public_key(), proof)) << "another person";
  EXPECT_FALSE(VerifyPossession(Statement(), RandomKey().public_key(), proof)) << "another key";
}

TEST(Possession, RefusesAChangedProof) {
  const VoterKey key = RandomKey();
  Possession proof = ProvePossession(Statement(), key);
  proof.z += S(1);
  EXPECT_FALSE(VerifyPossession(Statement(), key.public_key(), proof));
  proof = ProvePossession(Statement(), key);
  proof.r += Point::Base();
  EXPECT_FALSE(VerifyPossession(Statement(), key.public_key(), proof));
}

// The registrar who comes last sees V_1 and wants the sum to be a key X = xG of its own. It knows
// the secret of X and, from the first part, a proof for V_1; neither gives one for X - V_1.
TEST(Possession, CannotBeProvenOfAKeyThatMakesTheSumOnesOwn) {
  const VoterKey honest = RandomKey();
  const VoterKey wanted = RandomKey();
  PossessionStatement first = Statement();
  first.registrar = 1;
  const PossessionStatement second = Statement();
  const Point v1 = honest.public_key();
  const Point v2 = wanted.public_key() - v1;
  ASSERT_EQ(v1 + v2, wanted.public_key());

  const Possession of_v1 = ProvePossession(first, honest);
  const Possession of_x = ProvePossession(second, wanted);
  EXPECT_FALSE(VerifyPossession(second, v2, of_x));
  EXPECT_FALSE(VerifyPossession(second, v2, of_v1));
  EXPECT_FALSE(VerifyPossession(second, v2, {of_x.r - of_v1.r, of_x.z - of_v1.z}));
  // It answers its own challenge as if V_2 were X, and takes the difference into R: the challenge
  // is another one then.
  const Scalar u = Scalar::Random();
  const Scalar e = PossessionChallenge(second, v2, BaseMultiply(u));
  const Possession answered{BaseMultiply(u) + e * v1, u + e * wanted.secret().Reveal()};
  ASSERT_EQ(BaseMultiply(answered.z), answered.r + e * v2);
  EXPECT_FALSE(VerifyPossession(second, v2, answered));
}

// The equation holds for x = 0 and for u = 0; the second gives x away.
TEST(Possession, RefusesTheIdentity) {
  const Scalar u = Scalar::Random();
  EXPECT_FALSE(VerifyPossession(Statement(), Point(), {BaseMultiply(u), u}));
  const VoterKey key = RandomKey();
  const Scalar e = PossessionChallenge(Statement(), key.public_key(), Point());
  EXPECT_FALSE(
      VerifyPossession(Statement(), key.public_key(), {Point(), e * key.secret().Reveal()}));
}

}  // namespace
}  // namespace urna::crypto
