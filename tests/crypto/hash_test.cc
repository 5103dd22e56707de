#include "crypto/hash.h"

#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

// docs/protocol.md, section 18.
TEST(LabelledHash, MatchesTheVectors) {
  const ByteView config = AsBytes("{\"election\":\"test\"}");
  EXPECT_EQ(LabelledHash("config", {config}), VectorArray("config_hash"));
  EXPECT_EQ(LabelledHash("manifest", {config, AsBytes("dkg-record")}),
            VectorArray("manifest_hash"));
  const Bytes election = Hex("00112233445566778899aabbccddeeff");
  EXPECT_EQ(LabelledHash("election", {election}), VectorArray("Hash election"));
}

TEST(LabelledHash, TellsPartsApart) {
  EXPECT_NE(LabelledHash("x", {AsBytes("ab"), AsBytes("c")}),
            LabelledHash("x", {AsBytes("a"), AsBytes("bc")}));
  EXPECT_NE(LabelledHash("x", {}), LabelledHash("x", {ByteView()}));
  EXPECT_NE(LabelledHash("xa", {}), LabelledHash("x", {AsBytes("a")}));
}

RC_GTEST_PROP(LabelledHash, IsTheHashOfTheFrames, (const Bytes& a, const Bytes& b)) {
  Bytes framed;
  AppendFrame(framed, AsBytes("urna/v2/roll"));
  AppendFrame(framed, a);
  AppendFrame(framed, b);
  RC_ASSERT(LabelledHash("roll", {a, b}) == Sha256(framed));
}

RC_GTEST_PROP(Sha256Stream, DoesNotMindThePieces, (const std::vector<Bytes>& pieces)) {
  Sha256Stream stream;
  Bytes whole;
  for (const Bytes& piece : pieces) {
    stream.Update(piece);
    Append(whole, piece);
  }
  RC_ASSERT(stream.Finish() == Sha256(whole));
}

// BLAKE2b-128 and -256 of the frame of "urna/v2/code-slot" and a frame "x", by Python's hashlib.
TEST(LabelledBlake2b, MatchesAnotherImplementation) {
  EXPECT_EQ(ToHex(LabelledBlake2b("code-slot", 16, {AsBytes("x")})),
            "ff4594faec68a32933e39c2477d08aca");
  EXPECT_EQ(ToHex(LabelledBlake2b("code-slot", 32, {AsBytes("x")})),
            "2b8d6cf70c31bb36a60eac48fcb8af773cb8e5f00817f446b9abbeb8459f1583");
}

// Keyed as RFC 7693 has it, which is neither a key in front of the message nor a longer digest cut.
TEST(LabelledBlake2b, WithAKeyMatchesAnotherImplementation) {
  EXPECT_EQ(ToHex(LabelledBlake2b("slot", 16, {AsBytes("x")}, Filled<32>(0x22))),
            "e9f28b1b69cbbcf246cbb7fed542355d");
  EXPECT_NE(ToHex(LabelledBlake2b("slot", 16, {AsBytes("x")})),
            ToHex(LabelledBlake2b("slot", 32, {AsBytes("x")})).substr(0, 32));
}

// The secret of the slot of person P-0001, and what becomes of a code.
TEST(LabelledBlake2b, MatchesTheVectors) {
  const Bytes election = Hex("00112233445566778899aabbccddeeff");
  const SecretBytes slot =
      LabelledBlake2b("slot", 16, {election, AsBytes("P-0001")}, Filled<32>(0x22));
  EXPECT_EQ(ToHex(slot), VectorText("slot_secret"));
  EXPECT_EQ(LabelledHash("slot", {election, {slot.data(), slot.size()}}), VectorArray("tag"));
  Bytes number;
  AppendLe64(number, 1);
  EXPECT_EQ(
      ToHex(LabelledBlake2b("code-key", 32, {election, number, AsBytes("V4KJ2G0NBB7AGC1FTVGA")})),
      VectorText("seed_1"));
}

}  // namespace
}  // namespace urna::crypto
