// Sections 5.2 and 6 and the provers of sections 11, 12 and 12b of docs/protocol.md. Most secrets
// here are drawn at random: in this program all that is drawn is secret.
#include <numeric>

#include "constant_time/secrets.h"
#include "crypto/accelerated_decryption.h"
#include "crypto/accelerated_shuffle.h"
#include "crypto/ballot_proof.h"
#include "crypto/decryption.h"
#include "crypto/nonce.h"
#include "crypto/signature.h"
#include "crypto/voter_key.h"

namespace urna::crypto {
namespace {

using Seed = std::array<std::uint8_t, 32>;

constexpr Hash256 kManifest = {1, 2, 3};

Secret<Seed> SecretSeed() {
  Secret<Seed> seed(Seed{5, 6, 7});
  MarkSecret(seed.Reveal());
  return seed;
}

VoterKey SecretVoterKey() { return VoterKey::FromScalar(Secret<Scalar>(Scalar::Random())).value(); }

// Points that everybody knows.
std::vector<Point> PublicPoints(std::size_t n) { return Generators(n); }

// An embedding is looked at byte by byte in the tests of its own; here a secret point will do.
std::vector<Point> SecretPoints(std::size_t n) {
  std::vector<Point> points = Generators(n);
  for (const Point& point : points) MarkSecret(point);
  return points;
}

template <typename T>
std::vector<T> Declassified(std::vector<T> values) {
  DeclassifyInPlace(std::span<const T>(values));
  return values;
}

CiphertextList Declassified(CiphertextList list) {
  list.a = Declassified(std::move(list.a));
  for (std::vector<Point>& column : list.b) column = Declassified(std::move(column));
  return list;
}

TEST_F(ConstantTime, Embedding) {
  Chunk chunk;
  std::iota(chunk.begin(), chunk.end(), std::uint8_t{9});
  const auto expected = Embed(chunk);
  const auto point = Embed(AsSecret(chunk));
  ASSERT_TRUE(point.ok());
  EXPECT_TRUE(IsSecret(*point));
  EXPECT_EQ(Declassify(*point), *expected);
}

TEST_F(ConstantTime, Encryption) {
  const std::vector<Point> keys = PublicPoints(2);
  const Ciphertext ciphertext = Encrypt(keys, SecretPoints(2), Scalar::Random());
  EXPECT_TRUE(IsSecret(ciphertext.a));
  EXPECT_TRUE(IsSecret(ciphertext.b[1]));
}

TEST_F(ConstantTime, HedgedNonces) {
  const Secret<FreshBytes> fresh = DrawFreshBytes();
  const Bytes payload = {1, 2, 3};
  for (const std::uint8_t& byte : payload) MarkSecret(byte);
  EXPECT_TRUE(IsSecret(HedgedNonce("r", Scalar::Random(), fresh, {payload}).Reveal()));
  // Of each alone.
  const Scalar known = Scalar::FromUint64(3);
  const Secret<FreshBytes> zeros{FreshBytes{}};
  EXPECT_TRUE(IsSecret(HedgedNonce("r", AsSecret(known), zeros, {}).Reveal()));
  EXPECT_TRUE(IsSecret(HedgedNonce("r", known, fresh, {}).Reveal()));
  EXPECT_TRUE(IsSecret(HedgedNonce("r", known, zeros, {payload}).Reveal()));
}

TEST_F(ConstantTime, BallotProofs) {
  const VoterKey key = SecretVoterKey();
  const Scalar randomness = Scalar::Random();
  const Bytes head = {1, 2, 3};
  const BallotProof proof = ProveBallot({kManifest, head}, randomness, key);
  EXPECT_TRUE(IsSecret(proof.s));
  EXPECT_TRUE(IsSecret(proof.z));

  const Hash256 a = Declassify(BaseMultiply(randomness)).bytes();
  EXPECT_EQ(VerifyBallot({{kManifest, head},
                          Declassify(key.public_key()).bytes(),
                          std::span(&a, 1),
                          Declassify(proof.t).bytes(),
                          Declassify(proof.r).bytes(),
                          Declassify(proof.s).bytes(),
                          Declassify(proof.z).bytes()}),
            BallotVerdict::kHolds);
}

TEST_F(ConstantTime, VotingKeys) {
  const auto from_seed = VoterKey::FromSeed(SecretSeed());
  ASSERT_TRUE(from_seed.ok());
  EXPECT_TRUE(IsSecret(from_seed->secret().Reveal()));
  EXPECT_TRUE(IsSecret(from_seed->public_key()));
  std::vector<VoterKey> parts;
  parts.push_back(SecretVoterKey());
  parts.push_back(SecretVoterKey());
  const auto sum = VoterKey::Sum(parts);
  ASSERT_TRUE(sum.ok());
  EXPECT_EQ(Declassify(sum->public_key()),
            Declassify(parts[0].public_key() + parts[1].public_key()));
}

TEST_F(ConstantTime, ProofsOfPossession) {
  const VoterKey key = SecretVoterKey();
  const PossessionStatement statement = {kManifest, 2, {4}};
  const Possession possession = ProvePossession(statement, key);
  EXPECT_TRUE(IsSecret(possession.z));
  EXPECT_TRUE(VerifyPossession(statement, Declassify(key.public_key()), Declassify(possession)));
}

TEST_F(ConstantTime, Signatures) {
  const SigningKey key = SigningKey::FromSeed(SecretSeed());
  EXPECT_TRUE(IsSecret(key.public_key()));
  EXPECT_TRUE(IsSecret(key.Seed().Reveal()));
  const Bytes body = {1, 2, 3};
  const Signature signature = key.Sign("close", kManifest, body);
  EXPECT_TRUE(IsSecret(signature));
  EXPECT_TRUE(Declassify(key.public_key()).Verify("close", kManifest, body, Declassify(signature)));
}

using Decrypter = PartialDecryption (*)(const DecryptionStatement&, std::span<const Scalar>,
                                        std::span<const Point>, int, const Progress&);

// What shares of `width` keys make of `a`.
void DecryptSecretly(Decrypter decrypt, const std::string& context, std::span<const Point> a,
                     std::size_t width) {
  SecretVector<Scalar> shares(width);
  Scalar::Fill(shares);
  DecryptionStatement statement{kManifest, context, 1, {}};
  for (const Scalar& share : shares) {
    statement.trustee_keys.push_back(Declassify(BaseMultiply(share)));
  }
  PartialDecryption partial = decrypt(statement, shares, a, 1, {});
  EXPECT_TRUE(IsSecret(partial.s[0]));
  for (std::vector<Point>& column : partial.d) column = Declassified(std::move(column));
  partial.t = Declassified(std::move(partial.t));
  partial.u = Declassified(std::move(partial.u));
  partial.s = Declassified(std::move(partial.s));
  EXPECT_TRUE(VerifyPartialDecryption(statement, a, partial).ok());
}

TEST_F(ConstantTime, PartialDecryptions) {
  DecryptSecretly(DecryptPartially, "contest:1/decrypt", PublicPoints(3), 2);
}

TEST_F(ConstantTime, FastPartialDecryptions) {
  DecryptSecretly(DecryptPartiallyFast, "contest:1/decrypt", PublicPoints(3), 2);
}

TEST_F(ConstantTime, SharesOfLots) {
  const std::vector<Point> a = {LotPoint(kManifest, "tie:7")};
  DecryptSecretly(DecryptPartially, "lot:tie:7", a, 1);
}

void ShuffleSecretly(Mix (*shuffle)(const ShuffleStatement&, const CiphertextList&, int,
                                    const Progress&)) {
  const ShuffleStatement statement = {kManifest, "contest:1/mix:1", PublicPoints(2)};
  CiphertextList input(3, 2);
  for (std::size_t i = 0; i < input.size(); ++i) {
    input.Set(i, Encrypt(statement.keys, PublicPoints(2), Scalar::FromUint64(i + 1)));
  }
  Mix mix = shuffle(statement, input, 1, {});
  EXPECT_TRUE(IsSecret(mix.proof.c[0]));
  EXPECT_TRUE(IsSecret(mix.proof.s_hat[0]));
  mix.output = Declassified(std::move(mix.output));
  ShuffleProof& proof = mix.proof;
  for (std::vector<Point>* list : {&proof.c, &proof.c_hat, &proof.t_hat, &proof.t4}) {
    *list = Declassified(std::move(*list));
  }
  for (std::vector<Scalar>* list : {&proof.s_hat, &proof.s_prime}) {
    *list = Declassified(std::move(*list));
  }
  for (Point* point : {&proof.t1, &proof.t2, &proof.t3}) *point = Declassify(*point);
  for (Scalar* scalar : {&proof.s1, &proof.s2, &proof.s3, &proof.s4}) {
    *scalar = Declassify(*scalar);
  }
  EXPECT_TRUE(VerifyShuffle(statement, input, mix).ok());
}

TEST_F(ConstantTime, ShufflesButForTheirPermutation) { ShuffleSecretly(Shuffle); }

TEST_F(ConstantTime, FastShufflesButForTheirPermutationAndBlindingSums) {
  ShuffleSecretly(ShuffleFast);
}

}  // namespace
}  // namespace urna::crypto
