#include "crypto/nonce.h"

#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

Secret<FreshBytes> Fresh(std::uint8_t value) { return Secret<FreshBytes>(Filled<64>(value)); }

std::array<std::uint8_t, 32> NonceOf(std::string_view name, const Scalar& secret,
                                     std::uint8_t fresh, ByteView statement) {
  return HedgedNonce(name, secret, Fresh(fresh), {statement}).Reveal().bytes();
}

// --- docs/protocol.md, section 18: 64 x 44 for the fresh bytes ---

TEST(HedgedNonce, OfABallotsProofMatchesTheVectors) {
  const Bytes leaf = VectorBytes("leaf 1");
  const ByteView head(leaf.data(), leaf.size() - 128);
  const Scalar x = Scalar::Parse(VectorBytes("x")).value();
  EXPECT_EQ(NonceOf("w", x, 0x44, head), VectorArray("nonce w"));
  EXPECT_EQ(NonceOf("u", x, 0x44, head), VectorArray("nonce u"));
}

TEST(HedgedNonce, OfACiphertextMatchesTheVector) {
  const Bytes leaf = VectorBytes("leaf 1");
  const Bytes payload = VectorBytes("payload 1");
  Bytes count;
  AppendLe64(count, 1);
  // The header, the voting key, the number and the leaf hash before it.
  const ByteView before_k(leaf.data(), 38 + 32 + 8 + 32);
  EXPECT_EQ(HedgedNonce("r", Scalar::Parse(VectorBytes("x")).value(), Fresh(0x44),
                        {before_k, payload, count})
                .Reveal()
                .bytes(),
            VectorArray("nonce r"));
}

TEST(HedgedNonce, OfAPartMatchesTheVector) {
  Bytes about;
  AppendLe64(about, 2);
  Append(about, VectorBytes("tag"));
  Append(about, VectorBytes("V_2"));
  EXPECT_EQ(NonceOf("part", Scalar::Parse(VectorBytes("x_2")).value(), 0x44, about),
            VectorArray("nonce part"));
}

// --- What hedging is for ---

// A source of randomness that repeats itself, or a machine that was copied, gives the same bytes
// again.
TEST(HedgedNonce, DiffersWithTheStatementWhereTheRandomnessDoesNot) {
  std::set<std::array<std::uint8_t, 32>> seen;
  for (const char* statement : {"", "a", "b", "ab", "aa"}) {
    EXPECT_TRUE(seen.insert(NonceOf("w", S(7), 1, AsBytes(statement))).second) << statement;
  }
}

TEST(HedgedNonce, DiffersWithEachOfItsInputs) {
  const auto nonce = NonceOf("w", S(7), 1, AsBytes("statement"));
  EXPECT_EQ(NonceOf("w", S(7), 1, AsBytes("statement")), nonce) << "and with nothing else";
  EXPECT_NE(NonceOf("u", S(7), 1, AsBytes("statement")), nonce);
  EXPECT_NE(NonceOf("w", S(8), 1, AsBytes("statement")), nonce);
  EXPECT_NE(NonceOf("w", S(7), 2, AsBytes("statement")), nonce);
  EXPECT_NE(NonceOf("w", S(7), 1, AsBytes("Statement")), nonce);
}

TEST(HedgedNonce, IsOfTheConcatenationOfTheParts) {
  const auto whole = HedgedNonce("w", S(7), Fresh(1), {AsBytes("abcd")});
  const auto parts = HedgedNonce("w", S(7), Fresh(1), {AsBytes("ab"), {}, AsBytes("cd")});
  EXPECT_EQ(whole.Reveal(), parts.Reveal());
}

// A name that goes on where another's ends, with the rest moved into the secret, is another frame.
RC_GTEST_PROP(HedgedNonce, IsTheHashOfTheFrames, (const Scalar& secret, const Bytes& statement)) {
  Bytes framed;
  AppendFrame(framed, AsBytes("urna/v2/nonce-part"));
  AppendFrame(framed, secret.bytes());
  AppendFrame(framed, Filled<64>(9));
  AppendFrame(framed, statement);
  RC_ASSERT(NonceOf("part", secret, 9, statement) == Scalar::Reduce(Sha512(framed)).bytes());
}

// No bytes are known whose nonce is 0: a maker that returns it stands in.
TEST(FirstNonZero, DrawsAgainWhileItIsZero) {
  std::vector<FreshBytes> given;
  const auto make = [&](const Secret<FreshBytes>& fresh) {
    given.push_back(fresh.Reveal());
    return Secret<Scalar>(given.size() < 3 ? Scalar() : S(given.size()));
  };
  EXPECT_EQ(FirstNonZero(make, Fresh(1)).Reveal(), S(3));
  ASSERT_EQ(given.size(), 3U);
  EXPECT_EQ(given[0], Filled<64>(1));
  EXPECT_NE(given[1], given[0]);
  EXPECT_NE(given[2], given[1]);
}

TEST(DrawFreshBytes, AreFresh) {
  EXPECT_NE(DrawFreshBytes().Reveal(), DrawFreshBytes().Reveal());
  EXPECT_NE(DrawFreshBytes().Reveal(), FreshBytes{});
}

}  // namespace
}  // namespace urna::crypto
