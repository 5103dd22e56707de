#include "crypto/transcript.h"

#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

// docs/protocol.md, section 18.
TEST(VectorChallenge, MatchesTheVectors) {
  EXPECT_EQ(VectorChallenge("shuffle-u", Filled<64>(1), 1).bytes(),
            VectorArray("VecChallenge shuffle-u"));
  EXPECT_EQ(VectorChallenge("decrypt-rho", Filled<64>(1), 1).bytes(),
            VectorArray("VecChallenge decrypt-rho"));
}

RC_GTEST_PROP(Transcript, IsTheHashOfItsFrames,
              (const std::string& purpose, const Bytes& frame, std::uint64_t number, const Point& p,
               const Scalar& s, const std::vector<Point>& points)) {
  const Hash256 context = Filled<32>(7);
  Bytes expected;
  AppendFrame(expected, AsBytes("urna/v2/" + purpose));
  AppendFrame(expected, context);
  AppendFrame(expected, frame);
  Bytes number_bytes;
  AppendLe64(number_bytes, number);
  AppendFrame(expected, number_bytes);
  AppendFrame(expected, p.bytes());
  AppendFrame(expected, s.bytes());
  Bytes all;
  for (const Point& point : points) Append(all, point.bytes());
  AppendFrame(expected, all);

  Transcript transcript(purpose, context);
  transcript.Frame(frame).U64(number).Add(p).Add(s).Add(std::span<const Point>(points));
  RC_ASSERT(transcript.Digest() == Sha512(expected));
  RC_ASSERT(transcript.Challenge() == Scalar::Reduce(Sha512(expected)));
}

TEST(Transcript, GoesOnAfterADigest) {
  Transcript transcript("x", Hash256{});
  const Hash512 before = transcript.Digest();
  EXPECT_EQ(transcript.Digest(), before);
  EXPECT_NE(transcript.U64(1).Digest(), before);
}

TEST(Transcript, BindsThePurposeAndTheContext) {
  EXPECT_NE(Transcript("a", Hash256{}).Digest(), Transcript("b", Hash256{}).Digest());
  EXPECT_NE(Transcript("a", Hash256{}).Digest(), Transcript("a", Filled<32>(1)).Digest());
}

}  // namespace
}  // namespace urna::crypto
