#include "crypto/group.h"

#include "absl/status/status.h"
#include "crypto/rfc9496_vectors.h"
#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

TEST(Point, MultiplesOfTheBaseMatchTheRfc) {
  Point sum;
  std::uint64_t multiple = 0;
  for (const char* encoding : kMultiplesOfTheBase) {
    EXPECT_EQ(ToHex(sum.bytes()), encoding);
    EXPECT_EQ(ToHex(P(multiple).bytes()), encoding);
    EXPECT_EQ(ToHex((S(multiple) * Point::Base()).bytes()), encoding);
    EXPECT_TRUE(Point::Parse(Hex(encoding)).ok());
    sum += Point::Base();
    ++multiple;
  }
}

TEST(Point, RefusesTheInvalidEncodingsOfTheRfc) {
  for (const char* encoding : kInvalidEncodings) {
    EXPECT_EQ(Point::Parse(Hex(encoding)).status().code(), absl::StatusCode::kInvalidArgument)
        << encoding;
  }
}

TEST(Point, HashesToTheElementsOfTheRfc) {
  for (const HashedLabel& vector : kHashedLabels) {
    EXPECT_EQ(ToHex(Point::FromHash(Sha512(AsBytes(vector.label))).bytes()), vector.element);
  }
  for (const char* input : kInputsOfOneElement) {
    EXPECT_EQ(ToHex(Point::FromHash(HexArray<64>(input)).bytes()), kOneElement);
  }
}

// What was taken for verified and is no element gives no result that looks like one.
TEST(PointDeathTest, ArithmeticAbortsOnWhatIsNoElement) {
  for (const char* encoding : {kInvalidEncodings[0], kInvalidEncodings[8]}) {
    const Point none = Point::FromVerified(HexArray<32>(encoding));
    EXPECT_DEATH(none + Point::Base(), "valid element") << encoding;
    EXPECT_DEATH(Point::Base() - none, "valid element") << encoding;
    EXPECT_DEATH(-none, "valid element") << encoding;
    EXPECT_DEATH(S(2) * none, "valid element") << encoding;
  }
}

TEST(Point, ParsesTheIdentityOnlyWhereItIsAllowed) {
  const Bytes zero(32);
  ASSERT_TRUE(Point::Parse(zero).ok());
  EXPECT_TRUE(Point::Parse(zero)->IsIdentity());
  EXPECT_FALSE(Point::ParseNonIdentity(zero).ok());
  EXPECT_TRUE(Point::ParseNonIdentity(Point::Base().bytes()).ok());
}

RC_GTEST_PROP(Point, RefusesTheTopBit, (const Point& p)) {
  std::array<std::uint8_t, 32> bytes = p.bytes();
  RC_ASSERT(Point::Parse(bytes).value() == p);
  bytes[31] |= 0x80;
  RC_ASSERT(!Point::Parse(bytes).ok());
}

TEST(Point, RefusesOtherLengths) {
  EXPECT_FALSE(Point::Parse({}).ok());
  EXPECT_FALSE(Point::Parse(Bytes(31)).ok());
  EXPECT_FALSE(Point::Parse(Bytes(33)).ok());
}

RC_GTEST_PROP(Point, IsACommutativeGroup, (const Point& p, const Point& q, const Point& r)) {
  RC_ASSERT(p + q == q + p);
  RC_ASSERT((p + q) + r == p + (q + r));
  RC_ASSERT(p + Point() == p);
  RC_ASSERT((p - p).IsIdentity());
  RC_ASSERT((p + -p).IsIdentity());
  RC_ASSERT(p - q == p + -q);
}

RC_GTEST_PROP(Point, IsAModuleOverTheScalars, (const Scalar& a, const Scalar& b, const Point& p)) {
  RC_ASSERT((a + b) * p == a * p + b * p);
  RC_ASSERT((a * b) * p == a * (b * p));
  RC_ASSERT(BaseMultiply(a) == a * Point::Base());
  RC_ASSERT(-a * p == -(a * p));
}

// libsodium reports these as failures and leaves zeros or, for invalid input, an older result.
RC_GTEST_PROP(Point, ProductsThatAreTheIdentityAreTheIdentity, (const Scalar& a, const Point& p)) {
  RC_ASSERT((Scalar() * p).IsIdentity());
  RC_ASSERT((a * Point()).IsIdentity());
  RC_ASSERT(BaseMultiply(Scalar()).IsIdentity());
  RC_ASSERT((a * p - a * p).IsIdentity());
}

TEST(Scalar, RefusesWhatIsNotReduced) {
  EXPECT_TRUE(Scalar::Parse((-S(1)).bytes()).ok());
  EXPECT_FALSE(Scalar::Parse(OrderBytes()).ok());
  EXPECT_FALSE(Scalar::Parse(PlusOrder(S(1).bytes())).ok());
  EXPECT_FALSE(Scalar::Parse(Filled<32>(0xff)).ok());
  EXPECT_FALSE(Scalar::Parse(Bytes(31)).ok());
  EXPECT_FALSE(Scalar::Parse(Bytes(33)).ok());
  std::array<std::uint8_t, 32> top_bit = S(1).bytes();
  top_bit[31] |= 0x80;
  EXPECT_FALSE(Scalar::Parse(top_bit).ok());
}

RC_GTEST_PROP(Scalar, ParsesItsOwnBytesAndNoOtherSpelling, (const Scalar& a)) {
  RC_ASSERT(Scalar::Parse(a.bytes()).value() == a);
  RC_ASSERT(!Scalar::Parse(PlusOrder(a.bytes())).ok());
  Scalar parsed = S(7);
  RC_ASSERT(Scalar::ParseInto(a.bytes(), parsed).ok() && parsed == a);
  RC_ASSERT(!Scalar::ParseInto(PlusOrder(a.bytes()), parsed).ok() && parsed == Scalar());
}

// What is not in the frames of the callers but below, where those that returned stood.
[[gnu::noinline]] bool IsLeftOnTheStack(const std::array<std::uint8_t, 32>& bytes) {
  std::array<std::uint8_t, 1 << 14> below;
  asm volatile("" : "=m"(below));  // as it was found
  return std::search(below.begin(), below.end(), bytes.begin(), bytes.end()) != below.end();
}
[[gnu::noinline]] void AddTo(Scalar& a, const Scalar& b) { a += b; }
[[gnu::noinline]] void ParseInto(ByteView bytes, Scalar& out) {
  EXPECT_TRUE(Scalar::ParseInto(bytes, out).ok());
}

TEST(Scalar, LeavesNoCopyOfASecretBehind) {
  // Some sums are below L without being reduced, some are not.
  for (int i = 0; i < 20; ++i) {
    Scalar a = Scalar::Random();
    const Scalar b = Scalar::Random();
    const Scalar sum = a + b;
    sodium_stackzero(1 << 15);
    AddTo(a, b);
    EXPECT_FALSE(IsLeftOnTheStack(sum.bytes()));
    sodium_stackzero(1 << 15);
    ParseInto(b.bytes(), a);
    EXPECT_FALSE(IsLeftOnTheStack(b.bytes()));
  }
}

RC_GTEST_PROP(Scalar, IsAField, (const Scalar& a, const Scalar& b, const Scalar& c)) {
  RC_ASSERT(a + b == b + a);
  RC_ASSERT(a * b == b * a);
  RC_ASSERT((a + b) * c == a * c + b * c);
  RC_ASSERT(a - b == a + -b);
  Scalar sum = a;
  RC_ASSERT((sum += b) == a + b);
  RC_ASSERT((sum += sum) == a + a + b + b);
  RC_ASSERT(a * S(1) == a);
  RC_ASSERT(MultiplyAdd(a, b, c) == a * b + c);
  RC_PRE(!(a == Scalar()));
  RC_ASSERT(a * a.Inverse().value() == S(1));
}

TEST(Scalar, ZeroHasNoInverse) {
  EXPECT_EQ(Scalar().Inverse().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Scalar, RandomOnesDiffer) {
  std::vector<Scalar> filled(3);
  Scalar::Fill(filled);
  filled.push_back(Scalar::Random());
  filled.push_back(Scalar::Random128());
  filled.emplace_back();
  for (std::size_t i = 0; i < filled.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(filled[i] == filled[j]);
  }
}

TEST(Scalar, Random128HasItsHighHalfZero) {
  const Scalar scalar = Scalar::Random128();
  EXPECT_TRUE(std::all_of(scalar.bytes().begin() + 16, scalar.bytes().end(),
                          [](std::uint8_t b) { return b == 0; }));
}

RC_GTEST_PROP(MultiScalarMultiply, IsTheSumOfProducts, (const std::vector<Scalar>& scalars)) {
  std::vector<Point> points(scalars.size());
  Point expected;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = P(i + 1);
    expected += scalars[i] * points[i];
  }
  RC_ASSERT(MultiScalarMultiply(scalars, points) == expected);
}

TEST(MultiScalarMultiply, DoesNotDependOnTheThreads) {
  const std::vector<Point> points = Generators(300);
  std::vector<Scalar> scalars(points.size());
  Scalar::Fill(scalars);
  const Point expected = MultiScalarMultiply(scalars, points, 1);
  for (int threads : {2, 3, 64, 1000}) {
    EXPECT_EQ(MultiScalarMultiply(scalars, points, threads), expected);
  }
}

TEST(Sum, OfNothingIsTheIdentity) {
  EXPECT_TRUE(Sum({}).IsIdentity());
  EXPECT_TRUE(MultiScalarMultiply({}, {}).IsIdentity());
}

// docs/protocol.md, section 18.
TEST(Generator, MatchesTheVectors) {
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(Generator(i).bytes(), VectorArray("Gen(" + std::to_string(i) + ")"));
  }
}

TEST(Generators, StartAtOneWhateverTheThreads) {
  const std::vector<Point> generators = Generators(200, 1);
  EXPECT_EQ(generators[0], Generator(1));
  EXPECT_EQ(generators[199], Generator(200));
  EXPECT_EQ(Generators(200, 3), generators);
  EXPECT_TRUE(Generators(0).empty());
}

}  // namespace
}  // namespace urna::crypto
