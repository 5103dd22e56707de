#include "crypto/ballot_proof.h"

#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

// A ballot with all of its secrets, its encodings free for a test to change.
struct Ballot {
  Hash256 manifest_hash = Filled<32>(0x11);
  Scalar x, r;
  std::array<std::uint8_t, 32> voting_key{};
  std::vector<Hash256> points;
  Bytes head;
  Hash256 proof_t{}, proof_r{}, proof_s{}, proof_z{};

  explicit Ballot(std::size_t width = 2, const Scalar& secret = Scalar::Random(),
                  const Scalar& randomness = Scalar::Random())
      : x(secret), r(randomness), voting_key(BaseMultiply(x).bytes()) {
    const Ciphertext ciphertext = Encrypt(RandomPoints(width), RandomPoints(width), r);
    points.push_back(ciphertext.a.bytes());
    for (const Point& b : ciphertext.b) points.push_back(b.bytes());
    Append(head, voting_key);
    for (const Hash256& point : points) Append(head, point);
    Prove(Scalar::Random(), Scalar::Random());
  }

  BallotStatement Statement() const { return {manifest_hash, head}; }
  // As section 6.4 has it, for any w and u.
  void Prove(const Scalar& w, const Scalar& u) {
    proof_t = BaseMultiply(w).bytes();
    proof_r = BaseMultiply(u).bytes();
    const Scalar c = Challenge();
    proof_s = (w + c * r).bytes();
    proof_z = (u + c * x).bytes();
  }
  Scalar Challenge() const { return BallotChallenge(Statement(), proof_t, proof_r); }
  // sG = T + cA.
  bool FirstEquation() const {
    return BaseMultiply(Scalar::Parse(proof_s).value()) ==
           Point::Parse(proof_t).value() + Challenge() * Point::Parse(points[0]).value();
  }
  // zG = R + c vk.
  bool SecondEquation() const {
    return BaseMultiply(Scalar::Parse(proof_z).value()) ==
           Point::Parse(proof_r).value() + Challenge() * Point::Parse(voting_key).value();
  }
  EncodedBallot Encoded() const {
    return {Statement(), voting_key, points, proof_t, proof_r, proof_s, proof_z};
  }
  BallotVerdict Verdict() const { return VerifyBallot(Encoded()); }
};

void AddTo(Hash256& scalar, const Scalar& more) {
  scalar = (Scalar::Parse(scalar).value() + more).bytes();
}

// By both verifiers: alone, and among ballots that hold.
BallotVerdict AgreedVerdict(const Ballot& ballot) {
  static const Ballot& good = *new Ballot();
  const BallotVerdict alone = ballot.Verdict();
  const std::vector<EncodedBallot> batch = {good.Encoded(), ballot.Encoded(), good.Encoded()};
  EXPECT_EQ(VerifyBallots(batch),
            (std::vector<BallotVerdict>{BallotVerdict::kHolds, alone, BallotVerdict::kHolds}));
  EXPECT_EQ(HoldInBatch(batch), (std::vector<bool>{true, alone == BallotVerdict::kHolds, true}));
  return alone;
}

// --- docs/protocol.md, section 18 ---

struct VectorBallot {
  Bytes leaf = VectorBytes("leaf 1");
  Bytes head{leaf.begin(), leaf.end() - 128};
  BallotStatement statement{Filled<32>(0x11), head};
  VoterKey key =
      VoterKey::FromScalar(Secret<Scalar>(Scalar::Parse(VectorBytes("x")).value())).value();
};

TEST(BallotChallenge, MatchesTheVector) {
  const VectorBallot ballot;
  EXPECT_EQ(BallotChallenge(ballot.statement, VectorArray("T"), VectorArray("R")).bytes(),
            VectorArray("challenge 1"));
}

TEST(BallotProof, MatchesTheVector) {
  const VectorBallot ballot;
  const BallotProof proof =
      ProveBallotWithNonces(ballot.statement, S(101), ballot.key, S(102), S(103));
  EXPECT_EQ(proof.t.bytes(), VectorArray("T"));
  EXPECT_EQ(proof.r.bytes(), VectorArray("R"));
  EXPECT_EQ(proof.s.bytes(), VectorArray("s"));
  EXPECT_EQ(proof.z.bytes(), VectorArray("z"));
}

TEST(BallotProof, OfTheVectorHolds) {
  const VectorBallot ballot;
  const std::vector<Hash256> points = {VectorArray("A"), VectorArray("B_1"), VectorArray("B_2")};
  EXPECT_EQ(VerifyBallot({ballot.statement, VectorArray("vk"), points, VectorArray("T"),
                          VectorArray("R"), VectorArray("s"), VectorArray("z")}),
            BallotVerdict::kHolds);
}

// --- One ballot ---

TEST(BallotProof, HoldsForAnyWidth) {
  for (const std::size_t width : {1, 2, 3, 16}) {
    EXPECT_EQ(AgreedVerdict(Ballot(width)), BallotVerdict::kHolds) << width;
  }
}

TEST(BallotProof, IsFreshEveryTimeAndHolds) {
  Ballot ballot;
  const VoterKey key = VoterKey::FromScalar(Secret<Scalar>(ballot.x)).value();
  std::set<Point> seen;
  for (int i = 0; i < 3; ++i) {
    const BallotProof proof = ProveBallot(ballot.Statement(), ballot.r, key);
    // Of one proof, too: with w = u, s and z would give x away together with r.
    EXPECT_TRUE(seen.insert(proof.t).second);
    EXPECT_TRUE(seen.insert(proof.r).second);
    ballot.proof_t = proof.t.bytes();
    ballot.proof_r = proof.r.bytes();
    ballot.proof_s = proof.s.bytes();
    ballot.proof_z = proof.z.bytes();
    EXPECT_EQ(ballot.Verdict(), BallotVerdict::kHolds);
  }
}

// Whoever has the voting key and copies a ciphertext, whose randomness it does not know.
TEST(BallotProof, ShowsThatItsMakerKnowsTheRandomness) {
  Ballot ballot;
  const Scalar r = ballot.r;
  ballot.r = Scalar::Random();
  ballot.Prove(Scalar::Random(), Scalar::Random());
  ASSERT_FALSE(ballot.FirstEquation());
  ASSERT_TRUE(ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kWrongProof);
  ballot.r = r;
  ballot.Prove(Scalar::Random(), Scalar::Random());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kHolds);
}

// Whoever encrypts for somebody else's voting key.
TEST(BallotProof, ShowsThatItsMakerKnowsTheKey) {
  Ballot ballot;
  const Scalar x = ballot.x;
  ballot.x = Scalar::Random();
  ballot.Prove(Scalar::Random(), Scalar::Random());
  ASSERT_TRUE(ballot.FirstEquation());
  ASSERT_FALSE(ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kWrongProof);
  ballot.x = x;
  ballot.Prove(Scalar::Random(), Scalar::Random());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kHolds);
}

TEST(BallotProof, RefusesOneWrongResponse) {
  Ballot ballot;
  AddTo(ballot.proof_s, S(1));
  ASSERT_TRUE(ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kWrongProof);
  ballot = Ballot();
  AddTo(ballot.proof_z, S(1));
  ASSERT_TRUE(ballot.FirstEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kWrongProof);
}

TEST(BallotProof, BindsTheElectionAndAllThatStandsBeforeIt) {
  const Ballot ballot;
  Ballot other = ballot;
  other.manifest_hash[0] ^= 1;
  EXPECT_EQ(AgreedVerdict(other), BallotVerdict::kWrongProof) << "another election";
  for (std::size_t bit = 0; bit < 8 * ballot.head.size(); bit += 7) {
    other = ballot;
    other.head = WithBitFlipped(ballot.head, bit);
    EXPECT_EQ(other.Verdict(), BallotVerdict::kWrongProof) << bit;
  }
  other = ballot;
  other.head.push_back(0);
  EXPECT_EQ(AgreedVerdict(other), BallotVerdict::kWrongProof) << "a byte more";
  other.head = ballot.head;
  other.head.pop_back();
  EXPECT_EQ(AgreedVerdict(other), BallotVerdict::kWrongProof) << "cut";
}

// The two halves are told apart also where the secrets are one and the same.
TEST(BallotProof, RefusesSwappedRoles) {
  const Scalar one_secret = Scalar::Random();
  Ballot ballot(2, one_secret, one_secret);
  ASSERT_EQ(ballot.Verdict(), BallotVerdict::kHolds);
  std::swap(ballot.proof_t, ballot.proof_r);
  std::swap(ballot.proof_s, ballot.proof_z);
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kWrongProof);
  std::swap(ballot.proof_s, ballot.proof_z);
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kWrongProof);

  Ballot two_secrets;
  std::swap(two_secrets.voting_key, two_secrets.points[0]);
  EXPECT_EQ(AgreedVerdict(two_secrets), BallotVerdict::kWrongProof);
}

// Both equations hold for r = 0: only the ban on the identity stands against a ballot in clear.
TEST(BallotProof, RefusesTheIdentityInA) {
  const Ballot ballot(2, Scalar::Random(), Scalar());
  ASSERT_TRUE(Point::Parse(ballot.points[0])->IsIdentity());
  ASSERT_TRUE(ballot.FirstEquation() && ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
}

TEST(BallotProof, RefusesTheIdentityAsAVotingKey) {
  const Ballot ballot(2, Scalar(), Scalar::Random());
  ASSERT_TRUE(ballot.FirstEquation() && ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
}

// With w = 0 the response gives r away, with u = 0 it gives x away.
TEST(BallotProof, RefusesTheIdentityInTAndR) {
  Ballot ballot;
  ballot.Prove(Scalar(), Scalar::Random());
  ASSERT_TRUE(ballot.FirstEquation() && ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
  ballot.Prove(Scalar::Random(), Scalar());
  ASSERT_TRUE(ballot.FirstEquation() && ballot.SecondEquation());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
}

// A payload may be embedded in anything, and r Y + M may be the identity.
TEST(BallotProof, TakesTheIdentityInB) {
  Ballot ballot;
  ballot.points[2] = Point().bytes();
  ballot.Prove(Scalar::Random(), Scalar::Random());
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kHolds);
}

// A proof would have two spellings.
TEST(BallotProof, RefusesScalarsThatAreNotReduced) {
  Ballot ballot;
  ballot.proof_s = PlusOrder(ballot.proof_s);
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
  ballot = Ballot();
  ballot.proof_z = PlusOrder(ballot.proof_z);
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
}

TEST(BallotProof, RefusesPointsThatAreNotCanonical) {
  const Ballot good;
  for (int part = 0; part < 6; ++part) {
    Ballot ballot = good;
    std::array<std::uint8_t, 32>* const parts[] = {&ballot.voting_key, &ballot.points[0],
                                                   &ballot.points[1],  &ballot.points[2],
                                                   &ballot.proof_t,    &ballot.proof_r};
    (*parts[part])[31] |= 0x80;
    EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed) << part;
    *parts[part] = Filled<32>(0xff);
    EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed) << part;
  }
}

TEST(BallotProof, RefusesABallotWithoutPoints) {
  Ballot ballot;
  ballot.points.clear();
  EXPECT_EQ(AgreedVerdict(ballot), BallotVerdict::kMalformed);
}

// --- Many at once ---

const std::vector<Ballot>& Pool() {
  static const auto& pool = *new std::vector<Ballot>(200);
  return pool;
}

// Makes it false, in one of many ways.
void Spoil(Ballot& ballot, int way) {
  switch (way) {
    case 0:
      return AddTo(ballot.proof_s, S(1));
    case 1:
      return AddTo(ballot.proof_z, -S(1));
    case 2:
      ballot.proof_t = Point::Random().bytes();
      return;
    case 3:
      ballot.proof_r = Point::Random().bytes();
      return;
    case 4:
      ballot.voting_key = Point::Random().bytes();
      return;
    case 5:
      ballot.head[0] ^= 1;
      return;
    case 6:
      ballot.manifest_hash[31] ^= 1;
      return;
    case 7:
      ballot.proof_t = Point().bytes();
      return;
    case 8:
      ballot.proof_s = PlusOrder(ballot.proof_s);
      return;
    case 9:
      ballot.points[1] = Filled<32>(0xff);
      return;
    default:
      std::swap(ballot.proof_t, ballot.proof_r);
  }
}
constexpr int kWaysToSpoil = 11;

std::vector<BallotVerdict> OneByOne(const std::vector<EncodedBallot>& ballots) {
  std::vector<BallotVerdict> verdicts;
  for (const EncodedBallot& ballot : ballots) verdicts.push_back(VerifyBallot(ballot));
  return verdicts;
}

RC_GTEST_PROP(VerifyBallots, AgreesWithTheReferenceOnAnyMixOfGoodAndBad, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, Pool().size() + 1);
  std::vector<Ballot> ballots(Pool().begin(), Pool().begin() + static_cast<std::ptrdiff_t>(size));
  const auto spoilt = *rc::gen::container<std::vector<std::pair<std::size_t, int>>>(
      rc::gen::pair(rc::gen::inRange<std::size_t>(0, size), rc::gen::inRange(0, kWaysToSpoil)));
  for (const auto& [which, way] : spoilt) {
    if (ballots[which].Verdict() == BallotVerdict::kHolds) Spoil(ballots[which], way);
  }
  std::vector<EncodedBallot> encoded;
  for (const Ballot& ballot : ballots) encoded.push_back(ballot.Encoded());
  const std::vector<BallotVerdict> verdicts = VerifyBallots(encoded);
  RC_ASSERT(verdicts == OneByOne(encoded));
  // Nothing that holds is left to the reference.
  const std::vector<bool> in_batch = HoldInBatch(encoded);
  for (std::size_t i = 0; i < size; ++i) {
    RC_ASSERT(in_batch[i] == (verdicts[i] == BallotVerdict::kHolds));
  }
  for (const auto& [which, way] : spoilt) RC_ASSERT(verdicts[which] != BallotVerdict::kHolds);
}

TEST(VerifyBallots, TakesNone) { EXPECT_TRUE(VerifyBallots({}).empty()); }

TEST(VerifyBallots, TakesAllThatHold) {
  std::vector<EncodedBallot> encoded;
  for (const Ballot& ballot : Pool()) encoded.push_back(ballot.Encoded());
  EXPECT_EQ(VerifyBallots(encoded), std::vector(Pool().size(), BallotVerdict::kHolds));
}

TEST(VerifyBallots, NamesEachWhereNoneHolds) {
  std::vector<Ballot> ballots(Pool().begin(), Pool().begin() + 40);
  std::vector<EncodedBallot> encoded;
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    Spoil(ballots[i], static_cast<int>(i) % kWaysToSpoil);
    encoded.push_back(ballots[i].Encoded());
  }
  EXPECT_EQ(VerifyBallots(encoded), OneByOne(encoded));
  EXPECT_THAT(VerifyBallots(encoded), testing::Each(testing::Ne(BallotVerdict::kHolds)));
}

// Errors whose sum is nothing: between two ballots in either equation, across the equations, and
// within one ballot. A sum without weights, or with one weight for a ballot, would take them.
TEST(VerifyBallots, IsNotDeceivedByErrorsThatCancel) {
  const auto verdicts = [](const std::vector<std::pair<int, int>>& errors) {
    std::vector<Ballot> ballots(Pool().begin(), Pool().begin() + 4);
    std::vector<EncodedBallot> encoded;
    for (std::size_t i = 0; i < errors.size(); ++i) {
      const auto scalar = [](int v) { return v < 0 ? -S(1) : S(static_cast<std::uint64_t>(v)); };
      AddTo(ballots[i].proof_s, scalar(errors[i].first));
      AddTo(ballots[i].proof_z, scalar(errors[i].second));
    }
    for (const Ballot& ballot : ballots) encoded.push_back(ballot.Encoded());
    return VerifyBallots(encoded);
  };
  constexpr auto kHolds = BallotVerdict::kHolds;
  constexpr auto kWrong = BallotVerdict::kWrongProof;
  // Random weights: once is not enough to tell a weak source from luck.
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(verdicts({{1, 0}, {-1, 0}}), testing::ElementsAre(kWrong, kWrong, kHolds, kHolds));
    EXPECT_THAT(verdicts({{0, 1}, {0, -1}}), testing::ElementsAre(kWrong, kWrong, kHolds, kHolds));
    EXPECT_THAT(verdicts({{1, 0}, {0, -1}}), testing::ElementsAre(kWrong, kWrong, kHolds, kHolds));
    EXPECT_THAT(verdicts({{1, -1}}), testing::ElementsAre(kWrong, kHolds, kHolds, kHolds));
    EXPECT_THAT(verdicts({{1, 0}, {1, 0}, {0, 0}, {-1, -1}}),
                testing::ElementsAre(kWrong, kWrong, kHolds, kWrong));
  }
}

// A ballot that stands twice is no worse than once: whether it may is not the proof's business.
TEST(VerifyBallots, TakesTheSameBallotTwice) {
  const EncodedBallot one = Pool()[0].Encoded();
  EXPECT_THAT(VerifyBallots(std::vector{one, one}),
              testing::ElementsAre(BallotVerdict::kHolds, BallotVerdict::kHolds));
}

}  // namespace
}  // namespace urna::crypto
