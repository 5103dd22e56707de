#include "ledger/voter.h"

#include <set>

#include "ledger/election_state.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

class Voter : public testing::Test {
 protected:
  BallotDraft Draft(const Choices& choices, const ChainPlace& place = {},
                    std::uint64_t attempt = 1) {
    return BallotDraft::Encrypt(*election_.manifest(), ContestId{0}, choices, election_.voter(0),
                                place, attempt)
        .value();
  }
  ElectionFixture election_ = ElectionFixture::Make();
};

TEST_F(Voter, CastsABallotThatTheLogAccepts) {
  BallotDraft draft = Draft({{0}, {2}});
  const Tracker shown = draft.tracker();
  const auto leaf = ParseLeaf(std::move(draft).Cast(election_.voter(0)));
  ASSERT_TRUE(leaf.ok());
  EXPECT_TRUE(VerifyBallotCryptography(*election_.manifest(), *leaf).ok());
  EXPECT_EQ(BallotTracker(*leaf), shown);
}

TEST_F(Voter, SeesOnASecondDeviceWhatAChallengedBallotHolds) {
  BallotDraft draft = Draft({{0}, {2}});
  const Tracker shown = draft.tracker();
  const BallotOpening opening = std::move(draft).Challenge();
  EXPECT_EQ(CheckOpening(*election_.manifest(), opening, shown).value(), (Choices{{0}, {2}}));
}

// The device shows all 52 characters before it is told what to do; 20 are what two ballots may
// share by much work, so that a second device that has all of them compares all of them.
TEST_F(Voter, ComparesEveryCharacterThatTheSecondDeviceRead) {
  BallotDraft draft = Draft({{0}});
  const std::string full = draft.full_tracker();
  EXPECT_EQ(full.substr(0, 20), draft.tracker());
  const BallotOpening opening = std::move(draft).Challenge();
  EXPECT_TRUE(CheckOpening(*election_.manifest(), opening, "urna2:" + full).ok());
  for (std::size_t i = 0; i < full.size(); ++i) {
    std::string other = full;
    other[i] = other[i] == 'a' ? 'q' : 'a';
    EXPECT_FALSE(CheckOpening(*election_.manifest(), opening, other).ok()) << i;
  }
  EXPECT_FALSE(CheckOpening(*election_.manifest(), opening, full.substr(0, 19)).ok());
}

TEST_F(Voter, IsToldOfWhomWhereAndAfterWhatAChallengedBallotIs) {
  ChainPlace place{3, {}};
  place.previous.fill(7);
  const BallotOpening opening = Draft({{0}}, place).Challenge();
  const BallotLeaf ballot = OpenedBallot(*election_.manifest(), opening).value();
  EXPECT_EQ(ballot.voting_key, election_.voting_key(0));
  EXPECT_EQ(ballot.contest, ContestId{0});
  EXPECT_EQ(ballot.sequence, 3u);
  EXPECT_EQ(ballot.previous, place.previous);
}

TEST_F(Voter, RefusesTheOpeningOfWhatIsNoBallotOfThisElection) {
  const BallotOpening opening = Draft({{0}}).Challenge();
  const auto refused = [&](const crypto::Bytes& head) {
    BallotOpening other = opening;
    other.head = head;
    return !OpenedBallot(*election_.manifest(), other).ok() &&
           !CheckOpening(*election_.manifest(), other, ShortTracker(FullTracker(head))).ok();
  };
  ASSERT_FALSE(refused(opening.head));
  crypto::Bytes head = opening.head;
  head[2] ^= 1;
  EXPECT_TRUE(refused(head)) << "another manifest";
  head = opening.head;
  head[34] = 1;
  EXPECT_TRUE(refused(head)) << "a contest that there is not";
  head = opening.head;
  head.pop_back();
  EXPECT_TRUE(refused(head)) << "cut";
  head = opening.head;
  head.resize(head.size() + kBallotProofSize);
  EXPECT_TRUE(refused(head)) << "with a proof";
  EXPECT_TRUE(refused({})) << "nothing";
}

TEST_F(Voter, CatchesADeviceThatEncryptsSomethingElse) {
  BallotDraft honest = Draft({{0}});
  BallotDraft cheating = Draft({{1}});
  const Tracker shown = cheating.tracker();
  BallotOpening opening = std::move(cheating).Challenge();
  // It claims the payload that the voter chose.
  opening.payload = std::move(honest).Challenge().payload;
  EXPECT_FALSE(CheckOpening(*election_.manifest(), opening, shown).ok());
}

TEST_F(Voter, CatchesADeviceThatOpensAnotherBallotThanItShowed) {
  BallotDraft shown = Draft({{0}});
  const BallotOpening other = Draft({{0}}).Challenge();
  EXPECT_FALSE(CheckOpening(*election_.manifest(), other, shown.tracker()).ok());
}

TEST_F(Voter, GetsAnotherCiphertextEachTime) {
  EXPECT_NE(Draft({{0}}).tracker(), Draft({{0}}).tracker());
}

// The device computes r from the secret key, fresh bytes, the place and the choices; none of it
// shows.
TEST_F(Voter, NeverEncryptsTwiceWithOneRandomness) {
  std::set<crypto::Hash256> seen;
  for (std::uint64_t attempt = 1; attempt <= 3; ++attempt) {
    for (int i = 0; i < 2; ++i) {
      const crypto::Scalar r = Draft({{0}}, {}, attempt).Challenge().randomness;
      EXPECT_TRUE(seen.insert(r.bytes()).second);
    }
  }
}

TEST_F(Voter, IsToldWhichLimitTheChoicesBreak) {
  const auto draft =
      BallotDraft::Encrypt(*election_.manifest(), ContestId{0}, {{99}}, election_.voter(0), {});
  EXPECT_EQ(draft.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace urna::ledger
