#include "ledger/leaf.h"

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
      for (int i = *rc::gen::inRange(2, 18); i > 0; --i) ballot.points.push_back(*AnyHash());
      ballot.t = *AnyHash();
      ballot.s = *AnyHash();
      ballot.signature = *AnySignature();
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
    EXPECT_EQ(SerializeLeaf({{}, ballot}).size(), 207 + 32 * (k + 1));
  }
  EXPECT_EQ(election.SealLeaf().size(), kLeafHeaderSize + 80);
}

TEST(Leaf, RefusesTypesThatAreNotKnown) {
  crypto::Bytes bytes = SerializeLeaf({{}, TimeLeaf{true, 1, {{0, {}}}}});
  for (int type = 0; type < 256; ++type) {
    bytes[0] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(ParseLeaf(bytes).ok(), type == 0x08 || type == 0x09) << type;
  }
}

TEST(Leaf, RefusesAnotherVersion) {
  crypto::Bytes bytes = SerializeLeaf({{}, TimeLeaf{true, 1, {{0, {}}}}});
  bytes[1] = 2;
  EXPECT_FALSE(ParseLeaf(bytes).ok());
}

TEST(Leaf, RefusesSignersThatDoNotAscend) {
  EXPECT_FALSE(ParseLeaf(SerializeLeaf({{}, TimeLeaf{true, 1, {{1, {}}, {1, {}}}}})).ok());
  EXPECT_FALSE(ParseLeaf(SerializeLeaf({{}, TimeLeaf{true, 1, {{2, {}}, {1, {}}}}})).ok());
  EXPECT_FALSE(ParseLeaf(SerializeLeaf({{}, TimeLeaf{true, 1, {}}})).ok());
}

TEST(BallotTracker, IsKnownBeforeTheSignature) {
  const auto election = ElectionFixture::Make();
  auto leaf = ParseLeaf(election.Ballot(0, {1})).value();
  const Tracker tracker = BallotTracker(leaf);
  EXPECT_TRUE(IsTracker(tracker)) << tracker;
  std::get<BallotLeaf>(leaf.body).signature = {};
  EXPECT_EQ(BallotTracker(leaf), tracker);
  ++std::get<BallotLeaf>(leaf.body).sequence;
  EXPECT_NE(BallotTracker(leaf), tracker);
}

TEST(BallotTracker, IsSixteenCharactersOfBase32) {
  EXPECT_TRUE(IsTracker("ABCDEFGHIJ234567"));
  EXPECT_FALSE(IsTracker("ABCDEFGHIJ23456"));
  EXPECT_FALSE(IsTracker("abcdefghij234567"));
  EXPECT_FALSE(IsTracker("ABCDEFGHIJ23456/"));
}

}  // namespace
}  // namespace urna::ledger
