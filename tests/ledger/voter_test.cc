#include "ledger/voter.h"

#include "ledger/election_state.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

class Voter : public testing::Test {
 protected:
  BallotDraft Draft(const Choices& choices) {
    return BallotDraft::Encrypt(*election_.manifest(), ContestId{0}, choices,
                                election_.voter(0).public_key(), 1)
        .value();
  }
  ElectionFixture election_ = ElectionFixture::Make();
};

TEST_F(Voter, CastsABallotThatTheLogAccepts) {
  BallotDraft draft = Draft({{0}, {2}});
  const Tracker shown = draft.tracker();
  const auto leaf = ParseLeaf(std::move(draft).Cast(election_.voter(0)));
  ASSERT_TRUE(leaf.ok());
  EXPECT_TRUE(VerifyBallotCryptography(*election_.manifest(), *election_.rolls(), *leaf).ok());
  EXPECT_EQ(BallotTracker(*leaf), shown);
}

TEST_F(Voter, SeesOnASecondDeviceWhatAChallengedBallotHolds) {
  BallotDraft draft = Draft({{0}, {2}});
  const Tracker shown = draft.tracker();
  const BallotOpening opening = std::move(draft).Challenge();
  EXPECT_EQ(CheckOpening(*election_.manifest(), opening, shown).value(), (Choices{{0}, {2}}));
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

TEST_F(Voter, IsToldWhichLimitTheChoicesBreak) {
  const auto draft = BallotDraft::Encrypt(*election_.manifest(), ContestId{0}, {{99}},
                                          election_.voter(0).public_key(), 1);
  EXPECT_EQ(draft.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace urna::ledger
