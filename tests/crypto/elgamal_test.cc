#include "crypto/elgamal.h"

#include "absl/status/status.h"
#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

Chunk Counting() {
  Chunk out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i);
  return out;
}

rc::Gen<Chunk> AnyChunk() { return rc::gen::container<Chunk>(rc::gen::arbitrary<std::uint8_t>()); }

// docs/protocol.md, section 18.
TEST(Embed, MatchesTheVectors) {
  const std::vector<std::pair<Chunk, const char*>> vectors = {
      {Counting(), "embed counting"}, {Filled<30>(0), "embed 00"}, {Filled<30>(0xff), "embed ff"}};
  for (const auto& [chunk, name] : vectors) {
    const auto point = Embed(chunk);
    ASSERT_TRUE(point.ok());
    EXPECT_EQ(point->bytes(), VectorArray(name));
    EXPECT_EQ(Unembed(*point).value(), chunk);
  }
}

// The ciphertext of the first ballot of section 18.
TEST(Encrypt, MatchesTheVectors) {
  const std::vector<Point> keys = {Point::Parse(VectorBytes("Y_1")).value(),
                                   Point::Parse(VectorBytes("Y_2")).value()};
  const Bytes payload = VectorBytes("payload 1");
  std::vector<Point> messages;
  for (std::size_t l = 0; l < keys.size(); ++l) {
    Chunk chunk;
    std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(l * kChunkSize), kChunkSize,
                chunk.begin());
    messages.push_back(Embed(chunk).value());
  }
  const Ciphertext ciphertext = Encrypt(keys, messages, S(101));
  EXPECT_EQ(ciphertext.a.bytes(), VectorArray("A"));
  EXPECT_EQ(ciphertext.b[0].bytes(), VectorArray("B_1"));
  EXPECT_EQ(ciphertext.b[1].bytes(), VectorArray("B_2"));
}

RC_GTEST_PROP(Embed, RoundTripsByTheSmallestCounter, ()) {
  const Chunk chunk = *AnyChunk();
  const Point point = Embed(chunk).value();
  RC_ASSERT(!point.IsIdentity());
  RC_ASSERT(Unembed(point).value() == chunk);
  std::array<std::uint8_t, 32> smaller = point.bytes();
  RC_ASSERT(std::equal(chunk.begin(), chunk.end(), smaller.begin() + 1));
  RC_ASSERT(smaller[31] == 0U);
  while (smaller[0] >= 2) {
    smaller[0] = static_cast<std::uint8_t>(smaller[0] - 2);
    RC_ASSERT(!Point::ParseNonIdentity(smaller).ok());
  }
}

// A counter is a place for a mark: only one of a chunk's points is taken.
RC_GTEST_PROP(Unembed, RefusesEveryOtherPointOfTheChunk, ()) {
  const Point first = Embed(*AnyChunk()).value();
  std::array<std::uint8_t, 32> bytes = first.bytes();
  for (int counter = first.bytes()[0] / 2 + 1; counter < 128; ++counter) {
    bytes[0] = static_cast<std::uint8_t>(2 * counter);
    const auto other = Point::Parse(bytes);
    if (other.ok()) RC_ASSERT(!Unembed(*other).ok());
  }
}

RC_GTEST_PROP(Unembed, TakesOnlyWhatEmbedMakes, (const Point& point)) {
  const auto chunk = Unembed(point);
  if (chunk.ok()) RC_ASSERT(Embed(*chunk).value() == point);
}

TEST(Unembed, RefusesTheIdentityAndPointsWithATopByte) {
  EXPECT_EQ(Unembed(Point()).status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_NE(Point::Base().bytes()[31], 0);
  EXPECT_FALSE(Unembed(Point::Base()).ok());
}

RC_GTEST_PROP(Encrypt, IsElGamalUnderEachKey, (const Scalar& x, const Scalar& y, const Scalar& r)) {
  const std::vector<Point> keys = {BaseMultiply(x), BaseMultiply(y)};
  const std::vector<Point> messages = {P(7), Point::Random()};
  const Ciphertext ciphertext = Encrypt(keys, messages, r);
  RC_ASSERT(ciphertext.a == BaseMultiply(r));
  RC_ASSERT(ciphertext.b.size() == 2U);
  RC_ASSERT(ciphertext.b[0] - x * ciphertext.a == messages[0]);
  RC_ASSERT(ciphertext.b[1] - y * ciphertext.a == messages[1]);
}

TEST(CiphertextList, KeepsItsColumns) {
  const std::vector<Point> keys = RandomPoints(2);
  CiphertextList list(3, 2);
  EXPECT_EQ(list.size(), 3U);
  EXPECT_EQ(list.width(), 2U);
  const Ciphertext one = Encrypt(keys, RandomPoints(2), Scalar::Random());
  list.Set(1, one);
  EXPECT_EQ(list.Get(1), one);
  EXPECT_EQ(list.a[1], one.a);
  EXPECT_EQ(list.b[1][1], one.b[1]);
  EXPECT_EQ(list.Get(0), (Ciphertext{Point(), {Point(), Point()}}));
  EXPECT_TRUE(list.IsRectangular());
  list.b[0].pop_back();
  EXPECT_FALSE(list.IsRectangular());
}

}  // namespace
}  // namespace urna::crypto
