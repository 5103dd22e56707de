#include "ledger/voter.h"
#include "services/append/append_test_support.h"

namespace urna::services {
namespace {

using absl::StatusCode;

crypto::VoterKey RandomKey() {
  return crypto::VoterKey::FromScalar(crypto::Secret<crypto::Scalar>(crypto::Scalar::Random()))
      .value();
}

class CastBallot : public AppendTest {
 protected:
  void ExpectRefused(crypto::Bytes ballot, StatusCode code, const std::string& reason) {
    const Acknowledgement answer = Cast(*log_, std::move(ballot));
    EXPECT_EQ(answer.status().code(), code) << answer.status();
    EXPECT_EQ(ReasonOf(answer), reason);
  }
};

TEST_F(CastBallot, GivesAReceiptThatVerifiesWithTheManifestAlone) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1, 2});
  const Acknowledgement answer = Cast(*log_, ballot);
  ExpectReceipt(answer, ballot);
  EXPECT_EQ(answer->index, 2u);
}

TEST_F(CastBallot, GivesAReceiptThatSurvivesItsTextForm) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1, 2});
  const auto receipt = crypto::LogProof::Parse(Cast(*log_, ballot)->Serialize());
  ExpectReceipt(receipt, ballot);
}

TEST_F(CastBallot, AnswersTheSameBytesWithTheSameRecord) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1, 2});
  const Acknowledgement first = Cast(*log_, ballot);
  ASSERT_TRUE(Cast(*log_, election_.Ballot(1, {})).ok());
  const Acknowledgement again = Cast(*log_, ballot);
  ExpectReceipt(again, ballot);
  EXPECT_EQ(again->index, first->index);
  EXPECT_EQ(log_->size(), 4u);
}

// Whatever has come since: what is cast is cast, and its receipt is the answer.
TEST_F(CastBallot, AnswersTheSameBytesAfterALaterBallotARevocationAndTheClosing) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1, 2});
  const Acknowledgement first = Cast(*log_, ballot);
  const auto expect_the_same = [&] {
    const Acknowledgement again = Cast(*log_, ballot);
    ExpectReceipt(again, ballot);
    EXPECT_EQ(again->index, first->index);
    // At the newest checkpoint.
    EXPECT_EQ(
        crypto::VerifyCheckpoint(again->checkpoint_note, election_.manifest()->log_key())->size,
        log_->size());
  };
  ASSERT_TRUE(Cast(*log_, election_.Ballot(0, {3}, ledger::After(ballot))).ok());
  expect_the_same();
  ASSERT_TRUE(log_->Append(election_.RevokeLeaf(0)).ok());
  expect_the_same();
  clock_.Set(election_.manifest()->config().closing_time());
  expect_the_same();
  ASSERT_TRUE(log_->Append(election_.CloseLeaf()).ok());
  expect_the_same();
  Reopen();
  expect_the_same();
}

// The bytes, not the ballot: with another proof it is a ballot whose number is taken.
TEST_F(CastBallot, RefusesTheSameCiphertextWithAnotherProof) {
  OpenVoting();
  const auto unproven = election_.Unproven(0, {1});
  ASSERT_TRUE(Cast(*log_, ledger::ElectionFixture::Prove(unproven, election_.voter(0))).ok());
  ExpectRefused(ledger::ElectionFixture::Prove(unproven, election_.voter(0)), StatusCode::kAborted,
                "SEQUENCE_TAKEN");
}

TEST_F(CastBallot, RefusesOtherBytesUnderTheSameSequenceNumber) {
  OpenVoting();
  const crypto::Bytes first = election_.Ballot(0, {1});
  ASSERT_TRUE(Cast(*log_, first).ok());
  ExpectRefused(election_.Ballot(0, {2}), StatusCode::kAborted, "SEQUENCE_TAKEN");
  EXPECT_TRUE(Cast(*log_, election_.Ballot(0, {2}, ledger::After(first))).ok());
}

TEST_F(CastBallot, RefusesABallotThatDoesNotFollowTheOneBefore) {
  OpenVoting();
  const crypto::Bytes first = election_.Ballot(0, {1});
  ExpectRefused(election_.Ballot(0, {2}, ledger::After(first)), StatusCode::kFailedPrecondition,
                "SEQUENCE_GAP");
  ASSERT_TRUE(Cast(*log_, first).ok());
  ExpectRefused(election_.Ballot(0, {2}, ledger::After(election_.Ballot(0, {1}))),
                StatusCode::kFailedPrecondition, "WRONG_PREVIOUS");
  EXPECT_EQ(log_->size(), 3u);
}

// The roll is public: whoever has no key must not take the number that a voter signs next.
TEST_F(CastBallot, LetsAForgedBallotReserveNothing) {
  OpenVoting();
  const auto ballot = election_.Unproven(0, {1});
  ExpectRefused(ledger::ElectionFixture::Prove(ballot, election_.voter(1)),
                StatusCode::kUnauthenticated, "WRONG_PROOF");
  EXPECT_TRUE(Cast(*log_, ledger::ElectionFixture::Prove(ballot, election_.voter(0))).ok());
}

TEST_F(CastBallot, RefusesBytesThatAreNoRecord) {
  OpenVoting();
  ExpectRefused({}, StatusCode::kInvalidArgument, "MALFORMED_RECORD");
  ExpectRefused(crypto::Bytes(70000, 3), StatusCode::kInvalidArgument, "MALFORMED_RECORD");
  crypto::Bytes longer = election_.Ballot(0, {});
  longer.push_back(0);
  ExpectRefused(longer, StatusCode::kInvalidArgument, "MALFORMED_RECORD");
  EXPECT_EQ(log_->size(), 2u);
}

TEST_F(CastBallot, RefusesARecordOfAnotherKind) {
  OpenVoting();
  ExpectRefused(election_.CloseLeaf(), StatusCode::kInvalidArgument, "NOT_A_BALLOT");
  EXPECT_EQ(log_->size(), 2u);
}

TEST_F(CastBallot, RefusesABallotOfAnotherElection) {
  OpenVoting();
  const auto other = ledger::ElectionFixture::Make({.process = "other"});
  ExpectRefused(other.Ballot(0, {}), StatusCode::kInvalidArgument, "WRONG_MANIFEST");
}

TEST_F(CastBallot, RefusesAKeyThatIsNotOnTheRoll) {
  OpenVoting();
  const auto stranger = RandomKey();
  auto draft =
      ledger::BallotDraft::Encrypt(*election_.manifest(), ledger::ContestId{0}, {}, stranger, {});
  ExpectRefused(std::move(*draft).Cast(stranger), StatusCode::kPermissionDenied, "UNKNOWN_KEY");
}

TEST_F(CastBallot, RefusesARevokedKey) {
  OpenVoting();
  ASSERT_TRUE(log_->Append(election_.RevokeLeaf(3)).ok());
  ExpectRefused(election_.Ballot(3, {}), StatusCode::kPermissionDenied, "KEY_REVOKED");
}

TEST_F(CastBallot, RefusesBeforeTheOpening) {
  Open();
  ASSERT_TRUE(log_->Seal().ok());
  ExpectRefused(election_.Ballot(0, {}), StatusCode::kFailedPrecondition, "VOTING_NOT_OPEN");
}

TEST_F(CastBallot, RefusesAfterTheClosing) {
  OpenVoting();
  ASSERT_TRUE(log_->Append(election_.CloseLeaf()).ok());
  ExpectRefused(election_.Ballot(0, {}), StatusCode::kFailedPrecondition, "VOTING_CLOSED");
}

TEST_F(CastBallot, RefusesFromTheClosingTimeOnEvenWithoutAClosing) {
  OpenVoting();
  const std::uint64_t closing_time = election_.manifest()->config().closing_time();
  clock_.Set(closing_time - 1);
  EXPECT_TRUE(Cast(*log_, election_.Ballot(0, {})).ok());
  clock_.Set(closing_time);
  ExpectRefused(election_.Ballot(1, {}), StatusCode::kFailedPrecondition, "VOTING_CLOSED");
  EXPECT_EQ(log_->size(), 3u);
}

// A bit anywhere in what is proven, or in the proof.
TEST_F(CastBallot, RefusesABallotThatWasChangedOnItsWay) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1, 3});
  EXPECT_TRUE(rc::check([&] {
    const auto bit = *rc::gen::inRange<std::size_t>(0, ballot.size() * 8);
    crypto::Bytes changed = ballot;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1u << (bit % 8)));
    RC_ASSERT(!Cast(*log_, changed).ok());
  }));
  EXPECT_EQ(log_->size(), 2u);
}

TEST_F(CastBallot, RefusesACiphertextWhoseProofIsForAnother) {
  OpenVoting();
  ledger::Leaf leaf = ledger::ParseLeaf(election_.Ballot(0, {1})).value();
  const ledger::Leaf other = ledger::ParseLeaf(election_.Ballot(0, {2})).value();
  std::get<ledger::BallotLeaf>(leaf.body).points = std::get<ledger::BallotLeaf>(other.body).points;
  ExpectRefused(ledger::SerializeLeaf(leaf), StatusCode::kUnauthenticated, "WRONG_PROOF");
}

TEST_F(CastBallot, RefusesABallotCopiedFromAnotherVoter) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1});
  ASSERT_TRUE(Cast(*log_, ballot).ok());
  ledger::UnprovenBallot copy{ledger::ParseLeaf(ballot).value(), crypto::Scalar::Random()};
  std::get<ledger::BallotLeaf>(copy.leaf.body).voting_key = election_.voting_key(1);
  ExpectRefused(ledger::ElectionFixture::Prove(copy, election_.voter(1)),
                StatusCode::kAlreadyExists, "COPIED_CIPHERTEXT");
}

// Else whoever has no key could make the server verify proofs, which are dear.
TEST_F(CastBallot, ChecksTheRollBeforeItChecksProofs) {
  OpenVoting();
  const auto stranger = RandomKey();
  ledger::Leaf leaf = ledger::ParseLeaf(election_.Ballot(0, {1})).value();
  std::get<ledger::BallotLeaf>(leaf.body).voting_key.bytes = stranger.public_key().bytes();
  ExpectRefused(ledger::SerializeLeaf(leaf), StatusCode::kPermissionDenied, "UNKNOWN_KEY");
}

}  // namespace
}  // namespace urna::services
