#include "ledger/leaf.h"

#include "crypto/hash.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

rc::Gen<crypto::Hash256> AnyHash() {
  return rc::gen::container<crypto::Hash256>(rc::gen::arbitrary<std::uint8_t>());
}
rc::Gen<crypto::Signature> AnySignature() {
  return rc::gen::container<crypto::Signature>(rc::gen::arbitrary<std::uint8_t>());
}
std::vector<KeyedSignature> AnySignatures() {
  std::vector<KeyedSignature> signatures;
  for (std::uint8_t i = 0; i < 16; ++i) {
    if (i == 5 || *rc::gen::arbitrary<bool>()) signatures.push_back({i, *AnySignature()});
  }
  return signatures;
}

// Any record that the formats can write.
Leaf AnyLeaf() {
  Leaf leaf{*AnyHash(), {}};
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      leaf.body = ManifestLeaf{*rc::gen::arbitrary<std::uint64_t>(),
                               *rc::gen::arbitrary<std::uint64_t>(), *AnyHash(), *AnyHash()};
      break;
    case 1: {
      BallotLeaf ballot{};
      ballot.contest = ContestId{*rc::gen::arbitrary<std::uint32_t>()};
      ballot.voting_key.bytes = *AnyHash();
      ballot.sequence = *rc::gen::arbitrary<std::uint64_t>();
      ballot.previous = *AnyHash();
      for (int i = *rc::gen::inRange(2, 18); i > 0; --i) ballot.points.push_back(*AnyHash());
      for (auto* part : {&ballot.t, &ballot.r, &ballot.s, &ballot.z}) *part = *AnyHash();
      leaf.body = ballot;
      break;
    }
    case 2:
      leaf.body = RevocationLeaf{{*AnyHash()},
                                 *rc::gen::arbitrary<std::uint32_t>(),
                                 *rc::gen::inRange<std::uint8_t>(1, 5),
                                 AnySignatures()};
      break;
    case 3:
      leaf.body = TimeLeaf{*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<std::uint64_t>(),
                           AnySignatures()};
      break;
    default:
      leaf.body = ArtefactLeaf{ContestId{*rc::gen::arbitrary<std::uint32_t>()},
                               static_cast<ArtefactKind>(*rc::gen::inRange(1, 7)),
                               *rc::gen::arbitrary<std::uint32_t>(),
                               *rc::gen::arbitrary<std::uint64_t>(),
                               *AnyHash(),
                               *rc::gen::inRange<std::uint8_t>(1, 10),
                               *AnySignature()};
  }
  return leaf;
}

RC_GTEST_PROP(Leaf, IsReadBackToTheByte, ()) {
  const crypto::Bytes bytes = SerializeLeaf(AnyLeaf());
  const auto leaf = ParseLeaf(bytes);
  RC_ASSERT(leaf.ok());
  RC_ASSERT(SerializeLeaf(*leaf) == bytes);
}

RC_GTEST_PROP(Leaf, HasOneSpelling, ()) {
  crypto::Bytes bytes = SerializeLeaf(AnyLeaf());
  const auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
  bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  const auto leaf = ParseLeaf(bytes);
  if (leaf.ok()) RC_ASSERT(SerializeLeaf(*leaf) == bytes);
}

RC_GTEST_PROP(Leaf, RefusesAnyOtherLength, ()) {
  crypto::Bytes bytes = SerializeLeaf(AnyLeaf());
  crypto::Bytes longer = bytes;
  longer.push_back(*rc::gen::arbitrary<std::uint8_t>());
  RC_ASSERT(!ParseLeaf(longer).ok());
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
  RC_ASSERT(!ParseLeaf(bytes).ok());
}

RC_GTEST_PROP(Leaf, ReadsAnyBytesWithoutHarm, (const std::vector<std::uint8_t>& bytes)) {
  const auto leaf = ParseLeaf(bytes);
  if (leaf.ok()) RC_ASSERT(SerializeLeaf(*leaf) == bytes);
}

TEST(Leaf, OfABallotHasTheProtocolsSize) {
  const auto election = ElectionFixture::Make();
  for (std::uint32_t k = 1; k <= 16; ++k) {
    BallotLeaf ballot{};
    ballot.points.resize(k + 1);
    EXPECT_EQ(SerializeLeaf({{}, ballot}).size(), 239 + 32 * (k + 1));
    EXPECT_EQ(SignedPart({{}, ballot}).size() + kBallotProofSize, 239 + 32 * (k + 1));
  }
  EXPECT_EQ(election.SealLeaf().size(), kLeafHeaderSize + 80);
}

TEST(Leaf, OfAnArtefactHasTheProtocolsSize) {
  EXPECT_EQ(
      SerializeLeaf({{}, ArtefactLeaf{ContestId{0}, ArtefactKind::kMix, 0, 0, {}, 1, {}}}).size(),
      148u);
}

// Among them those that are reserved: credentials, paper, and the end of voting online.
TEST(Leaf, RefusesTypesThatAreNotKnown) {
  crypto::Bytes bytes = SerializeLeaf({{}, TimeLeaf{true, 1, {{0, {}}}}});
  for (int type = 0; type < 256; ++type) {
    bytes[0] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(ParseLeaf(bytes).ok(), type == 0x08 || type == 0x09) << type;
  }
}

TEST(Leaf, RefusesAnotherVersion) {
  crypto::Bytes bytes = SerializeLeaf({{}, TimeLeaf{true, 1, {{0, {}}}}});
  ASSERT_TRUE(ParseLeaf(bytes).ok());
  bytes[1] = 3;
  EXPECT_FALSE(ParseLeaf(bytes).ok());
  bytes[1] = 1;
  EXPECT_THAT(std::string(ParseLeaf(bytes).status().message()),
              testing::HasSubstr("version 1 of the protocol"));
}

TEST(Leaf, RefusesSignersThatDoNotAscend) {
  EXPECT_FALSE(ParseLeaf(SerializeLeaf({{}, TimeLeaf{true, 1, {{1, {}}, {1, {}}}}})).ok());
  EXPECT_FALSE(ParseLeaf(SerializeLeaf({{}, TimeLeaf{true, 1, {{2, {}}, {1, {}}}}})).ok());
  EXPECT_FALSE(ParseLeaf(SerializeLeaf({{}, TimeLeaf{true, 1, {}}})).ok());
}

TEST(BallotTracker, IsKnownBeforeTheProof) {
  const auto election = ElectionFixture::Make();
  auto leaf = ParseLeaf(election.Ballot(0, {1})).value();
  const Tracker tracker = BallotTracker(leaf);
  EXPECT_EQ(tracker.size(), kTrackerCharacters);
  std::get<BallotLeaf>(leaf.body).t = {};
  std::get<BallotLeaf>(leaf.body).z = {};
  EXPECT_EQ(BallotTracker(leaf), tracker);
  std::get<BallotLeaf>(leaf.body).previous[0] ^= 1;
  EXPECT_NE(BallotTracker(leaf), tracker);
}

TEST(BallotTracker, IsTheBeginningOfAllFiftyTwoCharacters) {
  const std::string full = FullTracker(crypto::AsBytes("head"));
  EXPECT_EQ(full, crypto::ToBase32(crypto::LabelledHash("tracker", {crypto::AsBytes("head")})));
  EXPECT_EQ(full.size(), kFullTrackerCharacters);
  EXPECT_EQ(ShortTracker(full), full.substr(0, 20));
}

TEST(ParseTracker, ReadsWhatPeopleTypeAndWhatAQrCodeHolds) {
  const std::string full = FullTracker(crypto::AsBytes("head"));
  std::string upper = full;
  std::transform(upper.begin(), upper.end(), upper.begin(), ::toupper);
  for (const std::string& text : {full, upper, "urna2:" + full, "urna2:" + upper}) {
    EXPECT_EQ(ParseTracker(text).value(), full) << text;
    EXPECT_EQ(ParseTracker(text.substr(0, text.size() - 32)).value(), full.substr(0, 20)) << text;
  }
}

TEST(ParseTracker, RefusesOtherLengthsAndCharacters) {
  const std::string full = FullTracker(crypto::AsBytes("head"));
  for (std::size_t size = 0; size < full.size(); ++size) {
    EXPECT_EQ(ParseTracker(full.substr(0, size)).ok(), size == 20) << size;
  }
  EXPECT_FALSE(ParseTracker(full + "a").ok());
  EXPECT_FALSE(ParseTracker("urna1:" + full).ok());
  for (const char c : {'0', '1', '8', '9', '=', '-', '/', '\0'}) {
    std::string other = full.substr(0, 20);
    other[5] = c;
    EXPECT_FALSE(ParseTracker(other).ok()) << c;
  }
}

// 52 characters are 260 bits, 32 bytes 256: what is left over is zero, or there would be 16
// spellings.
TEST(ParseTracker, RefusesBitsThatAreLeftOver) {
  std::string full = FullTracker(crypto::AsBytes("head"));
  for (const char last : std::string_view("abcdefghijklmnopqrstuvwxyz234567")) {
    full.back() = last;
    EXPECT_EQ(ParseTracker(full).ok(), last == 'a' || last == 'q') << last;
  }
}

}  // namespace
}  // namespace urna::ledger
