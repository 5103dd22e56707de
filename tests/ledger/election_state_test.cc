#include "ledger/election_state.h"

#include "ledger/errors.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

class Election : public testing::Test {
 protected:
  explicit Election(const ElectionShape& shape = {})
      : election_(ElectionFixture::Make(shape)), state_(election_.manifest(), election_.rolls()) {}

  void Seal() { ASSERT_TRUE(state_.Fold(election_.SealLeaf()).ok()); }
  void Open() {
    Seal();
    ASSERT_TRUE(state_.Fold(election_.OpenLeaf()).ok());
  }
  // The reason why the record is refused, which must leave no trace; "" when it is accepted.
  std::string Fold(const crypto::Bytes& leaf) {
    const std::uint64_t before = state_.size();
    const absl::Status status = state_.Fold(leaf);
    EXPECT_EQ(state_.size(), before + 1);
    return status.ok() ? "" : ReasonOf(status);
  }
  absl::StatusCode Code(const crypto::Bytes& leaf) const {
    return state_.Check(ParseLeaf(leaf).value()).code();
  }

  ElectionFixture election_;
  ElectionState state_;
};

TEST_F(Election, BeginsWithItsManifest) {
  EXPECT_EQ(Fold(election_.OpenLeaf()), "NOT_SEALED");
  EXPECT_EQ(Fold(election_.SealLeaf()), "");
  EXPECT_EQ(state_.stage(), Stage::kSealed);
  EXPECT_EQ(Fold(election_.SealLeaf()), "ALREADY_SEALED");
}

TEST_F(Election, TakesBallotsBetweenOpeningAndClosingOnly) {
  Seal();
  EXPECT_EQ(Fold(election_.Ballot(0, {1})), "VOTING_NOT_OPEN");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {1})), "");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "");
  EXPECT_EQ(Fold(election_.Ballot(1, {1})), "VOTING_CLOSED");
  EXPECT_EQ(Code(election_.Ballot(1, {1})), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Election, OpensAndClosesOnce) {
  Seal();
  EXPECT_EQ(Fold(election_.CloseLeaf()), "VOTING_NOT_OPEN");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "ALREADY_OPEN");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "VOTING_CLOSED");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "ALREADY_OPEN");
}

TEST_F(Election, DoesNotOpenOutsideTheManifestsTimes) {
  Seal();
  const auto& config = election_.manifest()->config();
  EXPECT_EQ(Fold(election_.OpenLeaf(config.opening_time() - 1)), "TOO_EARLY");
  EXPECT_EQ(Fold(election_.OpenLeaf(config.closing_time())), "TOO_LATE");
  EXPECT_EQ(Fold(election_.OpenLeaf(config.opening_time() + 10)), "");
  EXPECT_EQ(Fold(election_.CloseLeaf(config.opening_time() + 9)), "TOO_EARLY");
}

TEST_F(Election, OpensForEnoughAuthoritiesOnly) {
  Seal();
  const auto leaf = ParseLeaf(election_.OpenLeaf()).value();
  EXPECT_EQ(Fold(election_.SignByAuthorities(leaf, {0})), "TOO_FEW_SIGNATURES");
  auto forged = leaf;
  std::get<TimeLeaf>(forged.body).signatures[1].signature[0] ^= 1;
  EXPECT_EQ(Fold(SerializeLeaf(forged)), "WRONG_SIGNATURE");
}

TEST_F(Election, CountsTheLastBallotOfAVoter) {
  Open();
  Fold(election_.Ballot(0, {0}, 1));
  Fold(election_.Ballot(1, {0}, 1));
  Fold(election_.Ballot(0, {1}, 2));
  EXPECT_TRUE(state_.Selected(ContestId{0}).empty()) << "nobody counts before the closing";
  Fold(election_.CloseLeaf());
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(3, 4));
}

TEST_F(Election, RefusesAReplayedSequenceNumberAndTellsTheLast) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 7)), "");
  for (std::uint64_t sequence : {1, 6, 7}) {
    const auto status = state_.Check(ParseLeaf(election_.Ballot(0, {1}, sequence)).value());
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
    EXPECT_EQ(ReasonOf(status), "SEQUENCE_TOO_LOW");
    EXPECT_EQ(FactOf(status, "last_sequence"), "7");
  }
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, 8)), "");
}

TEST_F(Election, FindsTheBallotThatARetryRepeats) {
  Open();
  const auto ballot = election_.Ballot(0, {0}, 3);
  Fold(ballot);
  EXPECT_EQ(state_.FindLastBallot(election_.voting_key(0), 3), 2u);
  EXPECT_EQ(state_.FindLastBallot(election_.voting_key(0), 2), std::nullopt);
  EXPECT_EQ(state_.FindLastBallot(election_.voting_key(1), 3), std::nullopt);
  EXPECT_EQ(state_.FindTracker(BallotTracker(ParseLeaf(ballot).value())), 2u);
}

TEST_F(Election, RefusesAKeyThatIsNotOnTheRoll) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  const auto stranger = crypto::SigningKey::Generate();
  std::get<BallotLeaf>(leaf.body).voting_key.bytes = stranger.public_key().bytes();
  EXPECT_EQ(Fold(election_.SignBallot(leaf, stranger)), "UNKNOWN_KEY");
}

TEST_F(Election, RefusesABallotThatAnotherVoterSigned) {
  Open();
  const auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  EXPECT_EQ(Fold(election_.SignBallot(leaf, election_.voter(1))), "WRONG_SIGNATURE");
}

TEST_F(Election, RefusesAnothersCiphertextUnderOnesOwnKey) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  std::get<BallotLeaf>(leaf.body).voting_key = election_.voting_key(1);
  // The proof names the first voter's key.
  EXPECT_EQ(Fold(election_.SignBallot(leaf, election_.voter(1))), "WRONG_PROOF");
}

TEST_F(Election, RefusesACiphertextThatIsInTheLog) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0}, 1)).value();
  Fold(SerializeLeaf(leaf));
  std::get<BallotLeaf>(leaf.body).sequence = 2;
  EXPECT_EQ(Fold(election_.SignBallot(leaf, election_.voter(0))), "COPIED_CIPHERTEXT");
}

TEST_F(Election, RefusesMalformedPoints) {
  Open();
  for (int part = 0; part < 4; ++part) {
    auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
    auto& ballot = std::get<BallotLeaf>(leaf.body);
    crypto::Hash256* parts[] = {&ballot.points[0], &ballot.points[1], &ballot.t, &ballot.s};
    parts[part]->fill(0xff);
    EXPECT_EQ(Fold(election_.SignBallot(leaf, election_.voter(0))), "MALFORMED_CIPHERTEXT") << part;
  }
}

TEST_F(Election, RefusesARecordOfAnotherManifest) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  leaf.manifest_hash[0] ^= 1;
  EXPECT_EQ(Fold(SerializeLeaf(leaf)), "WRONG_MANIFEST");
}

TEST_F(Election, RefusesAContestOrWidthThatItDoesNotHave) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  auto other = leaf;
  std::get<BallotLeaf>(other.body).contest = ContestId{1};
  EXPECT_EQ(Fold(SerializeLeaf(other)), "UNKNOWN_CONTEST");
  std::get<BallotLeaf>(leaf.body).points.emplace_back();
  EXPECT_EQ(Fold(SerializeLeaf(leaf)), "WRONG_WIDTH");
}

TEST_F(Election, DropsTheBallotsOfARevokedKey) {
  Open();
  Fold(election_.Ballot(0, {0}, 1));
  Fold(election_.Ballot(1, {0}, 1));
  EXPECT_EQ(Fold(election_.RevokeLeaf(0)), "");
  EXPECT_EQ(Fold(election_.RevokeLeaf(0)), "KEY_REVOKED");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, 2)), "KEY_REVOKED");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "");
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(3));
  EXPECT_EQ(Fold(election_.RevokeLeaf(1)), "VOTING_CLOSED");
}

TEST_F(Election, FaultsOnBytesThatAreNoRecord) {
  Open();
  EXPECT_FALSE(state_.Fold({}).ok());
  EXPECT_FALSE(state_.Fold(crypto::Bytes(38, 0)).ok());
  EXPECT_EQ(Fold(election_.Ballot(0, {1})), "") << "a fault changes nothing";
}

class FewBallotsEach : public Election {
 protected:
  FewBallotsEach() : Election({.ballots_per_key = 2}) {}
};
TEST_F(FewBallotsEach, BoundsWhatOneVoterCanAddToTheLog) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 1)), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 2)), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 3)), "TOO_MANY_BALLOTS");
  EXPECT_EQ(Fold(election_.Ballot(1, {0}, 1)), "");
}

class FirstCounts : public Election {
 protected:
  FirstCounts() : Election({.contests = 2, .revote = v1::REVOTE_POLICY_FIRST}) {}
};
TEST_F(FirstCounts, RefusesASecondBallotInAContest) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 1)), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, 2)), "ALREADY_VOTED");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, 2, ContestId{1})), "");
}

class OneOfTwoDistricts : public Election {
 protected:
  OneOfTwoDistricts()
      : Election({.contests = 3, .adjust = [](v1::Config& config) {
                    auto* group = config.add_choice_groups();
                    group->add_contests(1);
                    group->add_contests(2);
                    group->set_max(1);
                  }}) {}
};
TEST_F(OneOfTwoDistricts, LetsAVoterUseOneAndChangeTheBallotThere) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 1, ContestId{1})), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 2, ContestId{2})), "CHOICE_GROUP_FULL");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, 2, ContestId{1})), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 3, ContestId{0})), "");
  EXPECT_EQ(Fold(election_.Ballot(1, {0}, 1, ContestId{2})), "");
}

class TwoElectorates : public Election {
 protected:
  TwoElectorates()
      : Election({.electorates = 2, .contests = 2, .adjust = [](v1::Config& config) {
                    config.mutable_electorates(0)->clear_contests();
                    config.mutable_electorates(0)->add_contests(0);
                    config.mutable_electorates(1)->clear_contests();
                    config.mutable_electorates(1)->add_contests(1);
                  }}) {}
};
TEST_F(TwoElectorates, TakesTheVotersAreaFromTheRoll) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 1, ContestId{1})), "NOT_ENTITLED");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, 1, ContestId{0})), "");
  EXPECT_EQ(Fold(election_.Ballot(1, {0}, 1, ContestId{1})), "");
  EXPECT_EQ(state_.EntitledSlots(ContestId{0}), 3u);
  EXPECT_EQ(state_.EntitledSlots(ContestId{1}), 2u);
}

}  // namespace
}  // namespace urna::ledger
