#include "crypto/decryption.h"

#include "absl/status/status.h"
#include "crypto/ceremony_support.h"
#include "crypto/decryption_transcript.h"
#include "crypto/transcript.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

using testing::HasSubstr;
using testing::Not;

// An election of width 2 with ballots, as after the last mix. Key 3 is the key for lots.
class Decryption : public testing::Test {
 protected:
  static constexpr std::uint32_t kTrustees = 4;
  static constexpr std::uint32_t kThreshold = 3;
  static constexpr std::size_t kBallots = 10;

  struct Election {
    Ceremony ceremony{kTrustees, kThreshold, 3};
    ElectionKeys keys = ceremony.Keys();
    std::vector<SecretVector<Scalar>> shares = ceremony.Shares();
    std::vector<std::vector<Point>> messages;
    CiphertextList ciphertexts{kBallots, 2};
    std::vector<PartialDecryption> partials;

    Election() {
      const std::vector<Point> ballot_keys = {keys.keys[0], keys.keys[1]};
      messages.resize(2, std::vector<Point>(kBallots));
      for (std::size_t i = 0; i < kBallots; ++i) {
        const std::vector<Point> m = RandomPoints(2);
        for (std::size_t l = 0; l < 2; ++l) messages[l][i] = m[l];
        ciphertexts.Set(i, Encrypt(ballot_keys, m, Scalar::Random()));
      }
      for (std::uint32_t m = 1; m <= kTrustees; ++m) {
        partials.push_back(DecryptPartially(Of(m), Shares(m), ciphertexts.a));
      }
    }
    DecryptionStatement Of(std::uint32_t m) const {
      const std::vector<Point>& x = keys.trustee_keys[m - 1];
      return {Filled<32>(1), "contest:7/decrypt", m, {x[0], x[1]}};
    }
    std::span<const Scalar> Shares(std::uint32_t m) const {
      return std::span<const Scalar>(shares[m - 1]).first(2);
    }
  };

  static const Election& E() {
    static const Election election;
    return election;
  }
  static absl::Status Verify(const DecryptionStatement& statement,
                             const PartialDecryption& partial) {
    return VerifyPartialDecryption(statement, E().ciphertexts.a, partial);
  }
  // A prover that knows the right shares but publishes other points than it should, then follows
  // the algorithm.
  static PartialDecryption ProveFalsely(std::uint32_t m, std::vector<std::vector<Point>> d) {
    const DecryptionStatement statement = E().Of(m);
    const std::span<const Scalar> shares = E().Shares(m);
    PartialDecryption out;
    out.trustee = m;
    out.d = std::move(d);
    const Hash512 seed = DecryptionSeed(statement, E().ciphertexts.a, out.d);
    const std::vector<Scalar> rho = DecryptionVector(seed, kBallots);
    const Point a_bar = MultiScalarMultiply(rho, E().ciphertexts.a);
    std::vector<Scalar> w(2);
    Scalar::Fill(w);
    std::vector<Point> d_bar;
    for (std::size_t l = 0; l < 2; ++l) {
      d_bar.push_back(MultiScalarMultiply(rho, out.d[l]));
      out.t.push_back(BaseMultiply(w[l]));
      out.u.push_back(w[l] * a_bar);
    }
    const Scalar c = DecryptionChallenge(statement.closing_hash, seed, a_bar, d_bar, out);
    for (std::size_t l = 0; l < 2; ++l) out.s.push_back(MultiplyAdd(c, shares[l], w[l]));
    return out;
  }
};

TEST_F(Decryption, AnyThresholdOfTrusteesReadsTheBallots) {
  for (std::uint32_t m = 1; m <= kTrustees; ++m) {
    EXPECT_TRUE(Verify(E().Of(m), E().partials[m - 1]).ok());
  }
  for (std::size_t absent = 0; absent < kTrustees; ++absent) {
    std::vector<PartialDecryption> some = E().partials;
    some.erase(some.begin() + static_cast<std::ptrdiff_t>(absent));
    EXPECT_EQ(CombineDecryptions(E().ciphertexts, some, kThreshold, 2).value(), E().messages);
  }
  EXPECT_EQ(CombineDecryptions(E().ciphertexts, E().partials, kThreshold).value(), E().messages);
}

TEST_F(Decryption, FewerThanTheThresholdReadNothing) {
  const std::span<const PartialDecryption> two = std::span(E().partials).first(2);
  EXPECT_EQ(CombineDecryptions(E().ciphertexts, two, kThreshold).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(CombineDecryptions(E().ciphertexts, two, 2).value(), E().messages);
  EXPECT_FALSE(CombineDecryptions(E().ciphertexts, {}, 0).ok());
}

TEST_F(Decryption, CombinesOnlyDistinctTrusteesAndTheSameBallots) {
  std::vector<PartialDecryption> bad = {E().partials[0], E().partials[1], E().partials[1]};
  EXPECT_FALSE(CombineDecryptions(E().ciphertexts, bad, kThreshold).ok());
  bad[2] = E().partials[2];
  bad[2].trustee = 0;
  EXPECT_FALSE(CombineDecryptions(E().ciphertexts, bad, kThreshold).ok());
  bad[2] = E().partials[2];
  bad[2].d[1].pop_back();
  EXPECT_FALSE(CombineDecryptions(E().ciphertexts, bad, kThreshold).ok());
  bad[2] = E().partials[2];
  bad[2].d.pop_back();
  EXPECT_FALSE(CombineDecryptions(E().ciphertexts, bad, kThreshold).ok());
}

TEST_F(Decryption, FollowsTheTranscriptsOfSection12) {
  const PartialDecryption& p = E().partials[1];
  const DecryptionStatement statement = E().Of(2);
  const std::vector<Point>& a = E().ciphertexts.a;
  Transcript first("decrypt-1", statement.closing_hash);
  first.Frame(statement.context).U64(2).U64(kBallots);
  first.Add(std::span<const Point>(statement.trustee_keys)).Add(std::span<const Point>(a));
  first.Add(std::span<const Point>(p.d[0])).Add(std::span<const Point>(p.d[1]));
  const Hash512 seed = first.Digest();
  std::vector<Scalar> rho;
  for (std::size_t i = 1; i <= kBallots; ++i) {
    rho.push_back(VectorChallenge("decrypt-rho", seed, i));
  }
  const Point a_bar = MultiScalarMultiply(rho, a);
  const std::vector<Point> d_bar = {MultiScalarMultiply(rho, p.d[0]),
                                    MultiScalarMultiply(rho, p.d[1])};
  Transcript second("decrypt-2", statement.closing_hash);
  second.Frame(seed).Add(a_bar).Add(std::span<const Point>(d_bar));
  second.Add(std::span<const Point>(p.t)).Add(std::span<const Point>(p.u));
  const Scalar c = second.Challenge();
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(BaseMultiply(p.s[l]), p.t[l] + c * statement.trustee_keys[l]);
    EXPECT_EQ(p.s[l] * a_bar, p.u[l] + c * d_bar[l]);
  }
}

TEST_F(Decryption, DoesNotDependOnTheThreads) {
  const PartialDecryption p = DecryptPartially(E().Of(1), E().Shares(1), E().ciphertexts.a, 3);
  EXPECT_EQ(p.d, E().partials[0].d);
  EXPECT_TRUE(VerifyPartialDecryption(E().Of(1), E().ciphertexts.a, p, 3).ok());
}

TEST_F(Decryption, ReportsProgressThatGrowsToOne) {
  std::vector<double> seen;
  DecryptPartially(E().Of(1), E().Shares(1), E().ciphertexts.a, 1,
                   [&](double done) { seen.push_back(done); });
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back(), 1.0);
}

// --- Each equation, failing alone ---

TEST_F(Decryption, Equation1CatchesASecretThatIsNotTheTrustees) {
  const PartialDecryption p = DecryptPartially(E().Of(2), E().Shares(1), E().ciphertexts.a);
  const std::string status = Verify(E().Of(2), p).ToString();
  EXPECT_THAT(status, HasSubstr("equation 1 fails for key 1; equation 1 fails for key 2"));
  EXPECT_THAT(status, Not(HasSubstr("equation 2")));
}

TEST_F(Decryption, Equation2CatchesOneWrongPoint) {
  auto d = E().partials[1].d;
  d[1][3] += Point::Base();
  const std::string status = Verify(E().Of(2), ProveFalsely(2, d)).ToString();
  EXPECT_THAT(status, HasSubstr(": equation 2 fails for key 2"));
  EXPECT_THAT(status, Not(HasSubstr("equation 1")));
  EXPECT_THAT(status, Not(HasSubstr("key 1")));
  EXPECT_TRUE(Verify(E().Of(2), ProveFalsely(2, E().partials[1].d)).ok());
}

// Changes that cancel in a plain sum do not cancel in the weighted one.
TEST_F(Decryption, Equation2CatchesPointsThatCancel) {
  auto d = E().partials[1].d;
  d[0][1] += Point::Base();
  d[0][2] = d[0][2] - Point::Base();
  EXPECT_THAT(Verify(E().Of(2), ProveFalsely(2, d)).ToString(),
              HasSubstr("equation 2 fails for key 1"));
}

TEST_F(Decryption, Equation2CatchesColumnsAndBallotsInEachOthersPlace) {
  auto d = E().partials[1].d;
  std::swap(d[0], d[1]);
  EXPECT_FALSE(Verify(E().Of(2), ProveFalsely(2, d)).ok());
  d = E().partials[1].d;
  std::swap(d[0][1], d[0][2]);
  EXPECT_FALSE(Verify(E().Of(2), ProveFalsely(2, d)).ok());
}

TEST_F(Decryption, RefusesAnyChangedProofElement) {
  const auto refused = [](const auto& change) {
    PartialDecryption p = E().partials[0];
    change(p);
    return !Verify(E().Of(1), p).ok();
  };
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_TRUE(refused([&](auto& p) { p.t[l] += Point::Base(); }));
    EXPECT_TRUE(refused([&](auto& p) { p.u[l] += Point::Base(); }));
    EXPECT_TRUE(refused([&](auto& p) { p.s[l] += S(1); }));
    EXPECT_TRUE(refused([&](auto& p) { p.d[l][0] += Point::Base(); }));
    EXPECT_TRUE(refused([&](auto& p) { p.d[l].pop_back(); }));
  }
  EXPECT_TRUE(refused([](auto& p) { p.t.pop_back(); }));
  EXPECT_TRUE(refused([](auto& p) { p.u.push_back(Point()); }));
  EXPECT_TRUE(refused([](auto& p) { p.s.pop_back(); }));
  EXPECT_TRUE(refused([](auto& p) { p.d.pop_back(); }));
  EXPECT_TRUE(refused([](auto& p) { p.trustee = 2; }));
}

TEST_F(Decryption, BindsTheStatement) {
  const PartialDecryption& p = E().partials[0];
  DecryptionStatement other = E().Of(1);
  ASSERT_TRUE(Verify(other, p).ok());
  other.closing_hash[0] ^= 1;
  EXPECT_FALSE(Verify(other, p).ok());
  other = E().Of(1);
  other.context = "contest:8/decrypt";
  EXPECT_FALSE(Verify(other, p).ok());
  other = E().Of(1);
  other.trustee = 2;
  EXPECT_FALSE(Verify(other, p).ok());
  other = E().Of(1);
  other.trustee_keys = E().Of(2).trustee_keys;
  EXPECT_FALSE(Verify(other, p).ok());
  std::vector<Point> a = E().ciphertexts.a;
  a[0] += Point::Base();
  EXPECT_FALSE(VerifyPartialDecryption(E().Of(1), a, p).ok());
}

// --- The file ---

TEST_F(Decryption, FileRoundTrips) {
  const Bytes file = E().partials[2].Serialize();
  EXPECT_EQ(file.size(), PartialDecryptionFileSize(kBallots, 2));
  EXPECT_EQ(AsText(ByteView(file).first(8)), "URNADEC1");
  const auto parsed = PartialDecryption::Parse(file, 3, kBallots, 2);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->Serialize(), file);
  EXPECT_TRUE(Verify(E().Of(3), *parsed).ok());
}

TEST_F(Decryption, FileIsOfItsMixAndTrustee) {
  const Bytes file = E().partials[2].Serialize();
  EXPECT_FALSE(PartialDecryption::Parse(file, 2, kBallots, 2).ok());
  EXPECT_FALSE(PartialDecryption::Parse(file, 3, kBallots - 1, 2).ok());
  EXPECT_FALSE(PartialDecryption::Parse(file, 3, kBallots, 1).ok());
  EXPECT_FALSE(PartialDecryption::Parse(file, 3, 2 * kBallots, 1).ok());
  EXPECT_FALSE(PartialDecryption::Parse(file, 3, ~std::size_t{0} / 64, 2).ok());
  EXPECT_FALSE(PartialDecryption::Parse(file, 3, kBallots, ~std::size_t{0}).ok());
  EXPECT_FALSE(
      PartialDecryption::Parse(ByteView(file).first(file.size() - 1), 3, kBallots, 2).ok());
  EXPECT_FALSE(PartialDecryption::Parse({}, 3, 0, 0).ok());
}

TEST_F(Decryption, FileWithAnyBitFlippedIsRefused) {
  const Bytes file = E().partials[0].Serialize();
  rc::check("any bit", [&] {
    const auto bit = *rc::gen::inRange<std::size_t>(0, 8 * file.size());
    const auto parsed = PartialDecryption::Parse(WithBitFlipped(file, bit), 1, kBallots, 2);
    const bool accepted = parsed.ok() && Verify(E().Of(1), *parsed).ok();
    RC_ASSERT(!accepted);
  });
}

TEST_F(Decryption, FileRefusesAnUnreducedScalar) {
  PartialDecryption p = E().partials[0];
  Bytes file = p.Serialize();
  const std::array<std::uint8_t, 32> more = PlusOrder(p.s[1].bytes());
  std::copy(more.begin(), more.end(), file.end() - 32);
  EXPECT_FALSE(PartialDecryption::Parse(file, 1, kBallots, 2).ok());
}

// --- Lots ---

class Lots : public Decryption {
 protected:
  static std::vector<PartialDecryption> Partials(const std::string& purpose) {
    std::vector<PartialDecryption> out;
    const std::vector<Point> q = {LotPoint(Filled<32>(1), purpose)};
    for (std::uint32_t m = 1; m <= kTrustees; ++m) {
      const DecryptionStatement statement = {
          Filled<32>(1), "lot:" + purpose, m, {E().keys.trustee_keys[m - 1][2]}};
      out.push_back(
          DecryptPartially(statement, std::span<const Scalar>(E().shares[m - 1]).subspan(2), q));
      EXPECT_TRUE(VerifyPartialDecryption(statement, q, out.back()).ok());
    }
    return out;
  }
};

TEST_F(Lots, AreTheSameWhicheverTrusteesAnswer) {
  std::vector<PartialDecryption> partials = Partials("tie:7");
  const Hash256 seed = LotSeed(Filled<32>(1), "tie:7", partials, kThreshold).value();
  std::reverse(partials.begin(), partials.end());
  EXPECT_EQ(LotSeed(Filled<32>(1), "tie:7", partials, kThreshold).value(), seed);
  EXPECT_NE(LotSeed(Filled<32>(1), "tie:8", Partials("tie:8"), kThreshold).value(), seed);
  partials.resize(2);
  EXPECT_FALSE(LotSeed(Filled<32>(1), "tie:7", partials, kThreshold).ok());
}

TEST_F(Lots, AreTheHashesOfSection12b) {
  const Hash256 manifest = Filled<32>(1);
  Bytes framed;
  AppendFrame(framed, AsBytes("urna/v2/lot"));
  AppendFrame(framed, manifest);
  AppendFrame(framed, AsBytes("tie:7"));
  EXPECT_EQ(LotPoint(manifest, "tie:7"), Point::FromHash(Sha512(framed)));

  const std::vector<PartialDecryption> partials = Partials("tie:7");
  std::vector<std::uint32_t> set = {1, 2, 3};
  Scalar secret;
  for (std::uint32_t m : set) {
    secret += LagrangeCoefficient(m, set).value() * E().shares[m - 1][2];
  }
  ASSERT_EQ(BaseMultiply(secret), E().keys.keys[2]);
  const Point z = secret * LotPoint(manifest, "tie:7");
  EXPECT_EQ(LotSeed(manifest, "tie:7", partials, kThreshold).value(),
            LabelledHash("lot-seed", {manifest, AsBytes("tie:7"), z.bytes()}));
}

// docs/protocol.md, section 18: t = 1, and the share of trustee 1 is 9.
TEST_F(Lots, MatchTheVectors) {
  const Hash256 manifest = Filled<32>(0x11);
  const Point q = LotPoint(manifest, "tie:7");
  EXPECT_EQ(q.bytes(), VectorArray("Q tie:7"));
  const PartialDecryption partial{1, {{S(9) * q}}, {}, {}, {}};
  EXPECT_EQ(partial.d[0][0].bytes(), VectorArray("Z"));
  const Hash256 seed = LotSeed(manifest, "tie:7", {&partial, 1}, 1).value();
  EXPECT_EQ(seed, VectorArray("lot_seed"));
  for (const char* id : {"p1", "p2", "p3"}) {
    EXPECT_EQ(LotRank(seed, id), VectorArray(std::string("rank ") + id));
  }
}

TEST_F(Lots, RankIdsByTheirHash) {
  EXPECT_EQ(LotRank(Filled<32>(2), "p1"), LabelledHash("lot-rank", {Filled<32>(2), AsBytes("p1")}));
  EXPECT_NE(LotRank(Filled<32>(2), "p1"), LotRank(Filled<32>(2), "p2"));
  EXPECT_NE(LotRank(Filled<32>(2), "p1"), LotRank(Filled<32>(3), "p1"));
}

}  // namespace
}  // namespace urna::crypto
