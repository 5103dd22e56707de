#include "crypto/key_ceremony.h"

#include <sodium.h>

#include "absl/status/status.h"
#include "crypto/ceremony_support.h"
#include "crypto/key_ceremony_internal.h"
#include "crypto/transcript.h"

namespace urna::crypto {
namespace {

using testing::HasSubstr;

absl::Status VerifyReveal(const Ceremony& c, std::uint32_t j) {
  return VerifyReveal(c.parameters, j, c.commitments[j - 1], c.reveals[j - 1]);
}

// Signs again what a dishonest trustee has changed, so that only the check in question can fail.
void SignAgain(Ceremony& c, std::uint32_t j) {
  c.commitments[j - 1].signature = c.secrets[j - 1].signing.Sign(
      "dkg-1", c.parameters.config_hash, CommitmentBody(j, c.commitments[j - 1].commitment));
  c.reveals[j - 1].signature = c.secrets[j - 1].signing.Sign("dkg-2", c.parameters.config_hash,
                                                             RevealBody(j, c.reveals[j - 1]));
}

void CommitAgain(Ceremony& c, std::uint32_t j) {
  c.commitments[j - 1].commitment = CommitmentTo(c.parameters, j, c.reveals[j - 1].coefficients);
  SignAgain(c, j);
}

// A possession proof for the logarithm `a` of coefficient 0 of key `l`.
CeremonyReveal::Possession Possess(const Ceremony& c, std::uint32_t j, std::uint32_t l,
                                   const Scalar& a) {
  const Scalar w = Scalar::Random();
  const Point t = BaseMultiply(w);
  const Scalar challenge =
      PossessionChallenge(c.parameters, j, l, c.reveals[j - 1].coefficients, t);
  return {t, MultiplyAdd(challenge, a, w)};
}

// The secret a_{j,l,0}: the scalars are at the end of a participant's secrets, l by l.
Scalar SecretOf(const Ceremony& c, std::uint32_t j, std::uint32_t l) {
  const SecretBytes secrets = c.participants[j - 1].SerializeSecrets();
  const std::size_t after = (c.parameters.width + 1 - l) * c.parameters.threshold * 32;
  return Scalar::Parse(ByteView(secrets).subspan(secrets.size() - after, 32)).value();
}

// Proves again with the true secrets, because the proofs bind all coefficients, and commits to and
// signs the result.
void ProveAgain(Ceremony& c, std::uint32_t j) {
  for (std::uint32_t l = 1; l <= c.parameters.width; ++l) {
    c.reveals[j - 1].possessions[l - 1] = Possess(c, j, l, SecretOf(c, j, l));
  }
  CommitAgain(c, j);
}

// Encrypts any message from j to m.
Bytes BoxFor(const Ceremony& c, std::uint32_t j, std::uint32_t m, ByteView message) {
  Bytes out(crypto_box_NONCEBYTES + crypto_box_MACBYTES + message.size());
  randombytes_buf(out.data(), crypto_box_NONCEBYTES);
  EXPECT_EQ(crypto_box_easy(out.data() + crypto_box_NONCEBYTES, message.data(), message.size(),
                            out.data(), c.secrets[m - 1].box_public.data(),
                            c.secrets[j - 1].box_secret.Reveal().data()),
            0);
  return out;
}

// What j sent to m.
Bytes Unbox(const Ceremony& c, std::uint32_t j, std::uint32_t m) {
  const Bytes& box = c.reveals[j - 1].shares[m - 1];
  Bytes out(box.size() - crypto_box_NONCEBYTES - crypto_box_MACBYTES);
  EXPECT_EQ(crypto_box_open_easy(out.data(), box.data() + crypto_box_NONCEBYTES,
                                 box.size() - crypto_box_NONCEBYTES, box.data(),
                                 c.secrets[j - 1].box_public.data(),
                                 c.secrets[m - 1].box_secret.Reveal().data()),
            0);
  return out;
}

TEST(KeyCeremony, GivesSharesOfKeysThatNobodyHolds) {
  for (const auto [n, t, width] : {std::array{1U, 1U, 2U}, std::array{3U, 2U, 3U},
                                   std::array{4U, 4U, 2U}, std::array{5U, 1U, 2U}}) {
    const Ceremony c(n, t, width);
    const ElectionKeys keys = c.Keys();
    const auto shares = c.Shares();
    ASSERT_EQ(keys.keys.size(), width);
    for (std::size_t l = 0; l < width; ++l) {
      for (std::size_t m = 0; m < n; ++m) {
        EXPECT_EQ(BaseMultiply(shares[m][l]), keys.trustee_keys[m][l]);
      }
      // The last t trustees interpolate to the secret key.
      std::vector<std::uint32_t> set;
      for (std::uint32_t m = n - t + 1; m <= n; ++m) set.push_back(m);
      Scalar secret;
      for (std::uint32_t m : set) {
        secret += LagrangeCoefficient(m, set).value() * shares[m - 1][l];
      }
      EXPECT_EQ(BaseMultiply(secret), keys.keys[l]);
    }
  }
}

TEST(KeyCeremony, FewerThanTheThresholdHaveNothing) {
  const Ceremony c(3, 3, 2);
  const auto shares = c.Shares();
  const std::vector<std::uint32_t> set = {1, 3};
  Scalar guess;
  for (std::uint32_t m : set) guess += LagrangeCoefficient(m, set).value() * shares[m - 1][0];
  EXPECT_NE(BaseMultiply(guess), c.Keys().keys[0]);
}

TEST(KeyCeremony, GoesOnAfterAStop) {
  Ceremony c(3, 2, 2);
  const SecretBytes secrets = c.participants[1].SerializeSecrets();
  const auto resumed = CeremonyParticipant::Resume(c.parameters, 2, c.secrets[1], secrets);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(resumed->Commit().commitment, c.commitments[1].commitment);
  EXPECT_EQ(resumed->Finish(c.commitments, c.reveals).value(), c.Shares()[1]);
  c.reveals[1] = resumed->Reveal().value();
  EXPECT_TRUE(VerifyReveal(c, 2).ok());
}

TEST(KeyCeremony, ResumesOnlyWhereItStopped) {
  const Ceremony c(3, 2, 2);
  const SecretBytes secrets = c.participants[1].SerializeSecrets();
  EXPECT_FALSE(CeremonyParticipant::Resume(c.parameters, 1, c.secrets[0], secrets).ok());
  CeremonyParameters other = c.parameters;
  other.config_hash[0] ^= 1;
  EXPECT_FALSE(CeremonyParticipant::Resume(other, 2, c.secrets[1], secrets).ok());
  other = c.parameters;
  other.threshold = 1;
  EXPECT_FALSE(CeremonyParticipant::Resume(other, 2, c.secrets[1], secrets).ok());
  for (std::size_t size = 0; size < secrets.size(); ++size) {
    EXPECT_FALSE(
        CeremonyParticipant::Resume(c.parameters, 2, c.secrets[1], ByteView(secrets).first(size))
            .ok());
  }
  SecretBytes longer = secrets;
  longer.push_back(0);
  EXPECT_FALSE(CeremonyParticipant::Resume(c.parameters, 2, c.secrets[1], longer).ok());
}

TEST(KeyCeremony, StartsOnlyWithTheKeysOfTheConfig) {
  const Ceremony c(2, 2, 2);
  EXPECT_FALSE(CeremonyParticipant::Start(c.parameters, 2, c.secrets[0]).ok());
  EXPECT_FALSE(CeremonyParticipant::Start(c.parameters, 0, c.secrets[0]).ok());
  EXPECT_FALSE(CeremonyParticipant::Start(c.parameters, 3, c.secrets[0]).ok());
  const TrusteeSecretKeys mixed = {SigningKey::FromSeed(c.secrets[0].signing.Seed()),
                                   c.secrets[1].box_secret.Clone(), c.secrets[0].box_public};
  EXPECT_FALSE(CeremonyParticipant::Start(c.parameters, 1, mixed).ok());
}

TEST(KeyCeremony, RefusesParametersOutOfRange) {
  const Ceremony c(3, 2, 2);
  const auto starts = [&](const CeremonyParameters& parameters) {
    return CeremonyParticipant::Start(parameters, 1, c.secrets[0]).ok();
  };
  CeremonyParameters p = c.parameters;
  ASSERT_TRUE(starts(p));
  p.threshold = 0;
  EXPECT_FALSE(starts(p));
  p.threshold = 4;
  EXPECT_FALSE(starts(p));
  p = c.parameters;
  p.width = 1;
  EXPECT_FALSE(starts(p));
  p.width = 18;
  EXPECT_FALSE(starts(p));
  p.width = 17;
  EXPECT_TRUE(starts(p));
  p = c.parameters;
  p.trustees[2].signing = p.trustees[1].signing;
  EXPECT_FALSE(starts(p)) << "two trustees are one";
  p = c.parameters;
  p.trustees[2].box = p.trustees[1].box;
  EXPECT_FALSE(starts(p)) << "two trustees are one";
  p = c.parameters;
  while (p.trustees.size() <= 9) {
    const TrusteeSecretKeys keys = TrusteeSecretKeys::Generate();
    p.trustees.push_back({keys.signing.public_key(), keys.box_public});
  }
  EXPECT_FALSE(starts(p)) << "ten trustees";
  p.trustees.pop_back();
  EXPECT_TRUE(starts(p)) << "nine trustees";
}

TEST(KeyCeremony, RefusesToSendASecretToAKeyOfSmallOrder) {
  Ceremony c(2, 1, 2);
  c.parameters.trustees[1].box = BoxPublicKey{};
  const auto participant = CeremonyParticipant::Start(c.parameters, 1, c.secrets[0]);
  ASSERT_TRUE(participant.ok());
  EXPECT_THAT(participant->Reveal().status().ToString(), HasSubstr("trustee 2"));
}

// --- Each check of section 4, failing alone ---

TEST(KeyCeremony, RefusesACommitmentWithoutItsSignature) {
  Ceremony c(3, 2, 2);
  EXPECT_TRUE(VerifyCommitment(c.parameters, 1, c.commitments[0]).ok());
  EXPECT_FALSE(VerifyCommitment(c.parameters, 2, c.commitments[0]).ok());
  EXPECT_FALSE(VerifyCommitment(c.parameters, 0, c.commitments[0]).ok());
  EXPECT_FALSE(VerifyCommitment(c.parameters, 4, c.commitments[0]).ok());
  c.commitments[0].commitment[0] ^= 1;
  EXPECT_THAT(VerifyCommitment(c.parameters, 1, c.commitments[0]).ToString(),
              HasSubstr("trustee 1"));
}

TEST(KeyCeremony, RefusesARevealWithoutItsSignature) {
  Ceremony c(3, 2, 2);
  ASSERT_TRUE(VerifyReveal(c, 1).ok());
  c.reveals[0].signature[0] ^= 1;
  EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("signature of its reveal"));
}

TEST(KeyCeremony, Check1RefusesAnotherNumberOfCoefficients) {
  for (const int change : {+1, -1}) {
    Ceremony c(3, 2, 2);
    auto& row = c.reveals[0].coefficients[0];
    row.resize(row.size() + static_cast<std::size_t>(change), P(5));
    ProveAgain(c, 1);
    EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("check 1")) << change;
    EXPECT_FALSE(CombineKeys(c.parameters, c.reveals).ok());
  }
}

TEST(KeyCeremony, Check1RefusesAnotherNumberOfPolynomialsProofsOrShares) {
  Ceremony more(3, 2, 2);
  more.reveals[0].coefficients.push_back(more.reveals[0].coefficients[0]);
  CommitAgain(more, 1);
  EXPECT_THAT(VerifyReveal(more, 1).ToString(), HasSubstr("check 1"));
  Ceremony fewer(3, 2, 2);
  fewer.reveals[0].possessions.pop_back();
  SignAgain(fewer, 1);
  EXPECT_THAT(VerifyReveal(fewer, 1).ToString(), HasSubstr("check 1"));
  Ceremony shares(3, 2, 2);
  shares.reveals[0].shares.pop_back();
  SignAgain(shares, 1);
  EXPECT_THAT(VerifyReveal(shares, 1).ToString(), HasSubstr("check 1"));
  Ceremony longer(3, 2, 2);
  longer.reveals[0].shares[0].push_back(0);
  SignAgain(longer, 1);
  EXPECT_THAT(VerifyReveal(longer, 1).ToString(), HasSubstr("check 1"));
}

TEST(KeyCeremony, Check1RefusesTheIdentityAmongTheCoefficients) {
  Ceremony c(3, 2, 2);
  c.reveals[0].coefficients[1][1] = Point();
  ProveAgain(c, 1);
  EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("check 1"));
}

// Without the commitment the last to reveal would choose the key.
TEST(KeyCeremony, Check2RefusesCoefficientsThatWereNotCommittedTo) {
  Ceremony c(3, 2, 2);
  const auto other = CeremonyParticipant::Start(c.parameters, 1, c.secrets[0]);
  ASSERT_TRUE(other.ok());
  c.reveals[0] = other->Reveal().value();
  EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("check 2"));
}

// A rogue key: coefficient 0 is the difference to a key of one's own, its logarithm is unknown.
TEST(KeyCeremony, Check3RefusesAKeyWithoutItsLogarithm) {
  Ceremony c(3, 2, 2);
  c.reveals[0].coefficients[0][0] = P(5) - c.reveals[1].coefficients[0][0];
  c.reveals[0].possessions[0] = Possess(c, 1, 1, S(5));
  c.reveals[0].possessions[1] = Possess(c, 1, 2, SecretOf(c, 1, 2));
  CommitAgain(c, 1);
  EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("check 3"));
}

TEST(KeyCeremony, Check3RefusesTheIdentityInT) {
  Ceremony c(3, 2, 2);
  CeremonyReveal::Possession& possession = c.reveals[0].possessions[0];
  possession.t = Point();
  const Scalar challenge =
      PossessionChallenge(c.parameters, 1, 1, c.reveals[0].coefficients, possession.t);
  possession.s = challenge * SecretOf(c, 1, 1);
  ASSERT_EQ(BaseMultiply(possession.s), challenge * c.reveals[0].coefficients[0][0]);
  SignAgain(c, 1);
  EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("check 3"));
}

TEST(KeyCeremony, Check3RefusesProofsInEachOthersPlace) {
  Ceremony c(3, 2, 2);
  std::swap(c.reveals[0].possessions[0], c.reveals[0].possessions[1]);
  SignAgain(c, 1);
  EXPECT_THAT(VerifyReveal(c, 1).ToString(), HasSubstr("check 3"));
}

// The whole reveal of another trustee, signed by oneself: the proofs are bound to the index.
TEST(KeyCeremony, Check3RefusesTheRevealOfAnother) {
  Ceremony c(3, 2, 2);
  c.reveals[1] = c.reveals[0];
  CommitAgain(c, 2);
  EXPECT_THAT(VerifyReveal(c, 2).ToString(), HasSubstr("check 3"));
}

TEST(KeyCeremony, Check4NamesTheSenderOfABadShare) {
  const auto finish = [](const Ceremony& c) {
    // Everything public holds: only the receiver can see the fault.
    for (std::uint32_t j = 1; j <= 3; ++j) EXPECT_TRUE(VerifyReveal(c, j).ok());
    EXPECT_TRUE(c.participants[1].Finish(c.commitments, c.reveals).ok());
    return c.participants[2].Finish(c.commitments, c.reveals).status().ToString();
  };
  const auto spoil = [](const auto& change) {
    Ceremony c(3, 2, 2);
    c.reveals[0].shares[2] = change(c);
    SignAgain(c, 1);
    return c;
  };
  const auto damaged = [](const Ceremony& c) {
    return WithBitFlipped(c.reveals[0].shares[2], 300);
  };
  EXPECT_THAT(finish(spoil(damaged)), HasSubstr("trustee 1: its share for this trustee does not"));
  const auto of_another = [](const Ceremony& c) { return c.reveals[0].shares[1]; };
  EXPECT_THAT(finish(spoil(of_another)), HasSubstr("trustee 1: its share for this trustee does"));
  const auto wrong_header = [](const Ceremony& c) { return BoxFor(c, 1, 3, Unbox(c, 1, 2)); };
  EXPECT_THAT(finish(spoil(wrong_header)), HasSubstr("trustee 1: its share is not of this"));
  const auto wrong_share = [](const Ceremony& c) {
    return BoxFor(c, 1, 3, WithBitFlipped(Unbox(c, 1, 3), 8 * (Unbox(c, 1, 3).size() - 32)));
  };
  EXPECT_THAT(finish(spoil(wrong_share)), HasSubstr("trustee 1: its share does not match"));
  const auto unreduced = [](const Ceremony& c) {
    Bytes message = Unbox(c, 1, 3);
    std::array<std::uint8_t, 32> share;
    std::copy_n(message.end() - 32, 32, share.begin());
    share = PlusOrder(share);
    std::copy(share.begin(), share.end(), message.end() - 32);
    return BoxFor(c, 1, 3, message);
  };
  EXPECT_THAT(finish(spoil(unreduced)), HasSubstr("trustee 1: its share is not a reduced"));
}

TEST(KeyCeremony, FinishesOnlyWithEveryMessageAndItsOwnAsMade) {
  Ceremony c(3, 2, 2);
  EXPECT_FALSE(
      c.participants[0].Finish(std::span(c.commitments).first(2), std::span(c.reveals)).ok());
  EXPECT_FALSE(
      c.participants[0].Finish(std::span(c.commitments), std::span(c.reveals).first(2)).ok());
  const auto impostor = CeremonyParticipant::Start(c.parameters, 1, c.secrets[0]);
  c.commitments[0] = impostor->Commit();
  c.reveals[0] = impostor->Reveal().value();
  EXPECT_TRUE(c.participants[1].Finish(c.commitments, c.reveals).ok());
  EXPECT_THAT(c.participants[0].Finish(c.commitments, c.reveals).status().ToString(),
              HasSubstr("not the one this trustee made"));
}

TEST(CombineKeys, RefusesEqualKeysAndTheIdentity) {
  Ceremony equal(2, 1, 2);
  for (CeremonyReveal& reveal : equal.reveals) reveal.coefficients[1] = reveal.coefficients[0];
  EXPECT_FALSE(CombineKeys(equal.parameters, equal.reveals).ok());
  Ceremony identity(2, 1, 2);
  identity.reveals[1].coefficients[0][0] = -identity.reveals[0].coefficients[0][0];
  EXPECT_FALSE(CombineKeys(identity.parameters, identity.reveals).ok());
  const Ceremony missing(2, 1, 2);
  EXPECT_FALSE(CombineKeys(missing.parameters, std::span(missing.reveals).first(1)).ok());
}

// --- The record ---

TEST(CeremonyRecord, IsTheFramesOfSection44) {
  const Ceremony c(2, 2, 2);
  Bytes expected;
  AppendFrame(expected, AsBytes("urna/v2/dkg-record"));
  AppendFrame(expected, c.parameters.config_hash);
  AppendFrame(expected, Hex("020000000000000002000000000000000200000000000000"));
  for (const CeremonyCommitment& commitment : c.commitments) {
    AppendFrame(expected, commitment.commitment);
    AppendFrame(expected, commitment.signature);
  }
  for (const CeremonyReveal& reveal : c.reveals) {
    Bytes points;
    Bytes possessions;
    for (std::size_t l = 0; l < 2; ++l) {
      for (const Point& p : reveal.coefficients[l]) Append(points, p.bytes());
      Append(possessions, reveal.possessions[l].t.bytes());
      Append(possessions, reveal.possessions[l].s.bytes());
    }
    AppendFrame(expected, points);
    AppendFrame(expected, possessions);
    for (const Bytes& share : reveal.shares) AppendFrame(expected, share);
    AppendFrame(expected, reveal.signature);
  }
  EXPECT_EQ(SerializeCeremony(c.parameters, c.commitments, c.reveals), expected);
  const Hash512 digest = Sha512(expected);
  for (const TrusteeSecretKeys& keys : c.secrets) {
    AppendFrame(expected, keys.signing.Sign("dkg-3", c.parameters.config_hash, digest));
  }
  EXPECT_EQ(c.Record(), expected);
}

TEST(CeremonyRecord, CommitsByTheTranscriptsOfSection4) {
  const Ceremony c(2, 2, 2);
  const auto& f = c.reveals[1].coefficients;
  Transcript commit("dkg-commit", c.parameters.config_hash);
  commit.U64(2).U64(2).Add(std::span<const Point>(f[0])).Add(std::span<const Point>(f[1]));
  EXPECT_EQ(c.commitments[1].commitment, commit.Digest());
  Transcript possession("dkg-pop", c.parameters.config_hash);
  possession.U64(2).U64(1).U64(2);
  possession.Add(std::span<const Point>(f[0])).Add(std::span<const Point>(f[1])).Add(P(9));
  EXPECT_EQ(PossessionChallenge(c.parameters, 2, 1, f, P(9)), possession.Challenge());
}

TEST(CeremonyRecord, GivesTheKeysToAnybody) {
  const Ceremony c(3, 2, 3);
  const auto keys = VerifyRecord(c.parameters, c.Record());
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->keys, c.Keys().keys);
  EXPECT_EQ(keys->trustee_keys, c.Keys().trustee_keys);
}

TEST(CeremonyRecord, RefusesAnyBitFlipped) {
  const Ceremony c(2, 1, 2);
  const Bytes record = c.Record();
  ASSERT_TRUE(VerifyRecord(c.parameters, record).ok());
  rc::check("any bit", [&] {
    const auto bit = *rc::gen::inRange<std::size_t>(0, 8 * record.size());
    RC_ASSERT(!VerifyRecord(c.parameters, WithBitFlipped(record, bit)).ok());
  });
}

TEST(CeremonyRecord, RefusesEveryPrefixAndABitMore) {
  const Ceremony c(2, 1, 2);
  Bytes record = c.Record();
  for (std::size_t size = 0; size < record.size(); ++size) {
    EXPECT_FALSE(VerifyRecord(c.parameters, ByteView(record).first(size)).ok());
  }
  record.push_back(0);
  EXPECT_FALSE(VerifyRecord(c.parameters, record).ok());
}

TEST(CeremonyRecord, NeedsEveryConfirmation) {
  const Ceremony c(2, 1, 2);
  const Bytes ceremony = SerializeCeremony(c.parameters, c.commitments, c.reveals);
  const Signature first = ConfirmCeremony(c.secrets[0].signing, c.parameters, ceremony);
  EXPECT_TRUE(VerifyConfirmation(c.parameters, 1, ceremony, first));
  EXPECT_FALSE(VerifyConfirmation(c.parameters, 2, ceremony, first));
  EXPECT_FALSE(VerifyConfirmation(c.parameters, 3, ceremony, first));
  EXPECT_FALSE(VerifyRecord(c.parameters, SerializeRecord(ceremony, std::vector{first})).ok());
  EXPECT_THAT(VerifyRecord(c.parameters, SerializeRecord(ceremony, std::vector{first, first}))
                  .status()
                  .ToString(),
              HasSubstr("trustee 2: the signature that confirms"));
}

TEST(CeremonyRecord, IsOfItsConfigAndTrustees) {
  const Ceremony c(2, 1, 2);
  const Bytes record = c.Record();
  CeremonyParameters other = c.parameters;
  other.config_hash[0] ^= 1;
  EXPECT_FALSE(VerifyRecord(other, record).ok());
  other = c.parameters;
  other.threshold = 2;
  EXPECT_FALSE(VerifyRecord(other, record).ok());
  other = c.parameters;
  std::swap(other.trustees[0], other.trustees[1]);
  EXPECT_FALSE(VerifyRecord(other, record).ok());
}

TEST(CeremonyReveal, RoundTrips) {
  const Ceremony c(3, 2, 3);
  const Bytes bytes = c.reveals[1].Serialize();
  const auto parsed = CeremonyReveal::Parse(c.parameters, bytes);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->Serialize(), bytes);
  EXPECT_TRUE(VerifyReveal(c.parameters, 2, c.commitments[1], *parsed).ok());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(CeremonyReveal::Parse(c.parameters, ByteView(bytes).first(size)).ok());
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(CeremonyReveal::Parse(c.parameters, longer).ok());
}

RC_GTEST_PROP(CeremonyReveal, ParsesAnyBytesWithoutHarm, (const Bytes& bytes)) {
  static const Ceremony c(1, 1, 2);
  RC_ASSERT(!CeremonyReveal::Parse(c.parameters, bytes).ok());
  RC_ASSERT(!VerifyRecord(c.parameters, bytes).ok());
}

// --- Interpolation ---

RC_GTEST_PROP(LagrangeCoefficient, InterpolatesAtZero, (const std::vector<Scalar>& polynomial)) {
  RC_PRE(!polynomial.empty() && polynomial.size() <= 9);
  std::vector<std::uint32_t> set;
  for (std::uint32_t m = 9; set.size() < polynomial.size(); --m) set.push_back(m);
  Scalar at_zero;
  for (std::uint32_t m : set) {
    Scalar value;
    for (std::size_t d = polynomial.size(); d-- > 0;) value = value * S(m) + polynomial[d];
    at_zero += LagrangeCoefficient(m, set).value() * value;
  }
  RC_ASSERT(at_zero == polynomial[0]);
}

TEST(LagrangeCoefficient, RefusesSetsThatAreNone) {
  EXPECT_TRUE(LagrangeCoefficient(1, std::vector<std::uint32_t>{1}).ok());
  EXPECT_FALSE(LagrangeCoefficient(1, std::vector<std::uint32_t>{}).ok());
  EXPECT_FALSE(LagrangeCoefficient(2, std::vector<std::uint32_t>{1, 3}).ok());
  EXPECT_FALSE(LagrangeCoefficient(1, std::vector<std::uint32_t>{1, 3, 3}).ok());
  EXPECT_FALSE(LagrangeCoefficient(1, std::vector<std::uint32_t>{0, 1}).ok());
}

}  // namespace
}  // namespace urna::crypto
