// That leaks are found: each of these must be reported.
#include "constant_time/secrets.h"
#include "crypto/elgamal.h"
#include "crypto/group.h"
#include "crypto/pippenger.h"

namespace urna {
namespace {

volatile int sink = 0;

[[gnu::noinline]] void BranchOn(std::uint8_t secret) {
  // A volatile access keeps the compiler from computing both sides.
  if ((secret & 1) != 0) sink = 1;
}

[[gnu::noinline]] void IndexBy(std::uint8_t secret) {
  static volatile int table[256];
  sink = table[secret];
}

TEST(Leak, OfNothingThereIsNoReport) {
  EXPECT_EQ(Findings([] {
              BranchOn(3);
              IndexBy(3);
              sink = AsSecret<std::uint8_t>(3) + 1;
            }),
            0U);
}

TEST(Leak, ByABranchIsReported) {
  EXPECT_GT(Findings([] { BranchOn(AsSecret<std::uint8_t>(3)); }), 0U);
}

TEST(Leak, ByAnIndexIsReported) {
  EXPECT_GT(Findings([] { IndexBy(AsSecret<std::uint8_t>(3)); }), 0U);
}

TEST(Leak, OfWhatWasComputedFromASecretIsReported) {
  const crypto::Scalar secret = AsSecret(crypto::Scalar::FromUint64(3));
  EXPECT_GT(Findings([&] { BranchOn((secret * secret + secret).bytes()[0]); }), 0U);
  EXPECT_GT(Findings([&] { BranchOn(crypto::BaseMultiply(secret).bytes()[5]); }), 0U);
}

TEST(Leak, OfWhatWasDeclassifiedIsNotReported) {
  const crypto::Scalar secret = AsSecret(crypto::Scalar::FromUint64(3));
  const std::uint8_t product = (secret * secret).bytes()[0];
  EXPECT_EQ(Findings([&] { BranchOn(crypto::Declassify(product)); }), 0U);
  EXPECT_TRUE(IsSecret(product));
}

TEST(Leak, OfRandomnessIsReported) {
  EXPECT_GT(Findings([] { BranchOn(crypto::Scalar::Random().bytes()[0]); }), 0U);
}

// The suppressions are for branches inside the libraries: what anybody makes of their results is
// still seen.
TEST(Leak, OfResultsWhoseComputationIsSuppressedIsReported) {
  const crypto::Point secret = AsSecret(crypto::Point::Base());
  crypto::Point sum;
  crypto::Point embedded;
  ASSERT_EQ(Findings([&] {
              sum = secret + secret;
              embedded = crypto::Embed(AsSecret(crypto::Chunk{})).value();
            }),
            0U);
  EXPECT_GT(Findings([&] { BranchOn(sum.bytes()[5]); }), 0U);
  EXPECT_GT(Findings([&] { BranchOn(embedded.bytes()[5]); }), 0U);
}

TEST(Leak, ByAParserOfPublicDataIsReported) {
  const crypto::Point secret = AsSecret(crypto::Point::Base());
  EXPECT_GT(Findings([&] { BranchOn(crypto::Point::Parse(secret.bytes()).ok() ? 1 : 0); }), 0U);
  EXPECT_GT(Findings([&] { sink = crypto::Unembed(secret).ok() ? 1 : 0; }), 0U);
}

TEST(Leak, ByASumInVariableTimeIsReported) {
  const std::array<crypto::DecafPoint, 1> points = {crypto::DecafGenerator(1)};
  const std::array<crypto::Scalar, 1> scalars = {AsSecret(crypto::Scalar::FromUint64(3))};
  EXPECT_GT(Findings([&] { crypto::PippengerSum(scalars, points); }), 0U);
}

}  // namespace
}  // namespace urna
