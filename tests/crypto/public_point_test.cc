#include "crypto/public_point.h"

#include "crypto/field25519_lanes.h"
#include "crypto/point_io.h"
#include "crypto/rfc9496_vectors.h"
#include "crypto/support.h"

namespace urna::crypto {
namespace {

using Encoding = std::array<std::uint8_t, Point::kSize>;

PublicPoint Decoded(const Point& point) {
  AffinePoint affine;
  EXPECT_TRUE(AffinePoint::Decode({&point, 1}, {&affine, 1}));
  PublicPoint out;
  return out += affine;
}

// --- The field ---

Encoding LittleEndian(std::uint8_t low, std::uint8_t middle, std::uint8_t high) {
  Encoding out = Filled<32>(middle);
  out[0] = low;
  out[31] = high;
  return out;
}

TEST(FieldElement, WritesTheLeastNumber) {
  for (int above = 0; above < 19; ++above) {  // p + above
    const Encoding bytes = LittleEndian(static_cast<std::uint8_t>(0xed + above), 0xff, 0x7f);
    EXPECT_EQ(FieldElement::FromBytes(bytes).ToBytes(),
              LittleEndian(static_cast<std::uint8_t>(above), 0, 0));
  }
  const Encoding last = LittleEndian(0xec, 0xff, 0x7f);
  EXPECT_EQ(FieldElement::FromBytes(last).ToBytes(), last);
  EXPECT_EQ((-FieldElement::One()).ToBytes(), last);
  EXPECT_TRUE((FieldElement::FromBytes(last) + FieldElement::One()).IsZero());
  EXPECT_TRUE((-FieldElement()).IsZero());
  EXPECT_FALSE((-FieldElement::One()).IsNegative());
  EXPECT_TRUE(FieldElement::One().IsNegative());
  EXPECT_EQ(FieldElement::FromBytes(Filled<32>(0xff)),
            FieldElement::FromBytes(LittleEndian(18, 0, 0)));
}

RC_GTEST_PROP(FieldElement, IsARing, (Encoding a_bytes, Encoding b_bytes, Encoding c_bytes)) {
  const FieldElement a = FieldElement::FromBytes(a_bytes);
  const FieldElement b = FieldElement::FromBytes(b_bytes);
  const FieldElement c = FieldElement::FromBytes(c_bytes);
  RC_ASSERT((a + b) * c == a * c + b * c);
  RC_ASSERT((a - b) * c == a * c - b * c);
  RC_ASSERT(a * b == b * a);
  RC_ASSERT(a * (b * c) == (a * b) * c);
  RC_ASSERT(a * a == a.Squared());
  RC_ASSERT((a - b).Squared() == (b - a) * (b - a));
  RC_ASSERT(a.SquaredTimes(3) == a.Squared().Squared().Squared());
  RC_ASSERT(a.Absolute() == a || a.Absolute() == -a);
  RC_ASSERT(!a.Absolute().IsNegative());
}

// The lanes compute what one element does, at the limits of what limbs may hold.
TEST(FieldLanes, RaiseAsOneDoes) {
  constexpr std::uint64_t kMost = (std::uint64_t{1} << 51) + (std::uint64_t{1} << 40) - 1;
  FieldLanes lanes = {FieldElement(), FieldElement::One(),
                      -FieldElement::One() * FieldElement::One(),
                      FieldElement(kMost, kMost, kMost, kMost, kMost)};
  for (int round = 0; round < 300; ++round) {
    const FieldLanes powers = RootPowers(lanes);
    for (std::size_t i = 0; i < kLanes; ++i) {
      ASSERT_EQ(powers[i], RootPower(lanes[i]));
      // a^(p - 1) = (a^(2^252 - 3))^8 a^4
      EXPECT_EQ(powers[i].SquaredTimes(3) * lanes[i].SquaredTimes(2),
                lanes[i].IsZero() ? FieldElement() : FieldElement::One());
      lanes[i] = round % 2 == 0 ? FieldElement::FromBytes(Point::Random().bytes())
                                : powers[i] * lanes[(i + 1) % kLanes];
    }
  }
}

// --- The group ---

RC_GTEST_PROP(PublicPoint, IsTheSameGroup, (const Point& p, const Point& q)) {
  const PublicPoint dp = Decoded(p);
  const PublicPoint dq = Decoded(q);
  RC_ASSERT(dp.Encode() == p);
  RC_ASSERT(dp.IsIdentity() == p.IsIdentity());
  AffinePoint affine;
  RC_ASSERT(AffinePoint::Decode({&q, 1}, {&affine, 1}));
  PublicPoint sum = dp;
  RC_ASSERT((sum += dq).Encode() == p + q);
  sum = dp;
  RC_ASSERT((sum += affine).Encode() == p + q);
  PublicPoint difference = dp;
  RC_ASSERT((difference -= dq).Encode() == p - q);
  difference = dp;
  RC_ASSERT((difference -= affine).Encode() == p - q);
  RC_ASSERT(difference.IsIdentity() == (p == q));
  PublicPoint twice = dp;
  twice.Double();
  RC_ASSERT(twice.Encode() == p + p);
  twice -= dp;
  twice -= dp;
  RC_ASSERT(twice.IsIdentity());
  RC_ASSERT(twice.Encode() == Point());
}

TEST(PublicPoint, HasTheSameGenerators) {
  for (std::uint64_t first : {0, 1, 1000}) {
    for (std::size_t count : {0, 1, 2, 63}) {
      const std::vector<AffinePoint> generators = PublicPoint::Generators(first, count);
      ASSERT_EQ(generators.size(), count);
      for (std::size_t i = 0; i < count; ++i) {
        PublicPoint point;
        EXPECT_EQ((point += generators[i]).Encode(), Generator(first + i));
      }
    }
  }
}

TEST(PublicPoint, EncodesTheMultiplesOfTheRfc) {
  PublicPoint multiple;
  const PublicPoint base = Decoded(Point::Base());
  std::vector<PublicPoint> multiples;
  for (const char* encoding : kMultiplesOfTheBase) {
    EXPECT_EQ(ToHex(multiple.Encode().bytes()), encoding);
    multiples.push_back(multiple);
    multiple += base;
  }
  std::vector<Point> encoded(multiples.size());
  PublicPoint::Encode(multiples, encoded);
  for (std::size_t i = 0; i < encoded.size(); ++i) EXPECT_EQ(encoded[i], P(i));
}

// --- What decodes ---

// Both libraries' verdict, in every lane, beside points that decode.
bool Decodes(const Encoding& bytes) {
  const bool expected = Point::Parse(bytes).ok();
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::vector<Point> points(lane + 2, Point::Base());
    ByteReader reader(bytes);
    points[lane] = TakePoints(reader, 1)[0];
    std::vector<AffinePoint> out(points.size());
    EXPECT_EQ(AffinePoint::Decode(points, out), expected) << ToHex(bytes) << " " << lane;
    if (!expected) continue;
    PublicPoint sum;
    EXPECT_EQ((sum += out[lane]).Encode(), points[lane]);
  }
  return expected;
}

TEST(AffinePoint, RefusesTheInvalidEncodingsOfTheRfc) {
  for (const char* encoding : kInvalidEncodings) EXPECT_FALSE(Decodes(HexArray<32>(encoding)));
  for (const char* encoding : kMultiplesOfTheBase) EXPECT_TRUE(Decodes(HexArray<32>(encoding)));
}

// Small numbers, those around p and 2^255, and all of them with the bit above the field.
TEST(AffinePoint, DecodesWhatLibsodiumDoes) {
  int taken = 0;
  for (int low = 0; low < 256; ++low) {
    for (std::uint8_t high : {0x00, 0x7f, 0x80, 0xff}) {
      for (std::uint8_t middle : {0x00, 0xff}) {
        taken += Decodes(LittleEndian(static_cast<std::uint8_t>(low), middle, high)) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(taken, 50);
}

RC_GTEST_PROP(AffinePoint, DecodesAnyBytesAsLibsodiumDoes, (Encoding bytes)) {
  Decodes(bytes);
  bytes[0] &= 0xfe;
  bytes[31] &= 0x7f;
  Decodes(bytes);
}

// s^2 = -1 makes a denominator vanish, s = 1 and s = -1 another.
TEST(AffinePoint, RefusesWhereADenominatorVanishes) {
  EXPECT_FALSE(
      Decodes(HexArray<32>("b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b")));
  EXPECT_FALSE(Decodes(LittleEndian(0xec, 0xff, 0x7f)));
  EXPECT_FALSE(Decodes(LittleEndian(1, 0, 0)));
  EXPECT_TRUE(Decodes(Encoding{}));
}

}  // namespace
}  // namespace urna::crypto
