#include "crypto/hash.h"

#include "crypto/support.h"

namespace urna::crypto {
namespace {

// docs/protocol.md, section 18.
TEST(LabelledHash, MatchesTheVectors) {
  const ByteView config = AsBytes("{\"election\":\"test\"}");
  EXPECT_EQ(ToHex(LabelledHash("config", {config})),
            "a5403ba8328402ab1f419cd955e73a92e062b3eb0320608c4cc9d2618e5af1ce");
  EXPECT_EQ(ToHex(LabelledHash("manifest", {config, AsBytes("dkg-record")})),
            "7ed037d02df1bfdcfc8a8cdb43f81931c19a9e15574e99916a6e4632e1a0a6ee");
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
            "8f16487bc4f3d23a579ab6c27ac82b06");
  EXPECT_EQ(ToHex(LabelledBlake2b("code-slot", 32, {AsBytes("x")})),
            "13f6352d98ca662e9c896ff6ca4fc60906fd0555989915549a1374faa3c5451b");
}

}  // namespace
}  // namespace urna::crypto
