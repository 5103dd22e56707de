#include "cli/client/voter_client.h"

#include "cli/client/errors.h"
#include "crypto/merkle.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/errors.h"
#include "pch.h"
#include "support/election_fixture.h"

namespace urna::client {
namespace {

// A log of a few ballots, and the receipt of the second.
class ReceiptTest : public testing::Test {
 protected:
  ReceiptTest() {
    const ledger::ElectionFixture& election = Election();
    const std::vector<crypto::Bytes> leaves = {election.SealLeaf(), election.OpenLeaf(),
                                               election.Ballot(0, {1}), election.Ballot(1, {0, 2}),
                                               election.Ballot(2, {})};
    crypto::MerkleTree tree;
    for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
    const auto& log = election.manifest()->log_key();
    const crypto::LogProof proof{
        3, tree.InclusionProof(3, leaves.size()).value(),
        crypto::SignCheckpoint({log.origin, leaves.size(), tree.Root()}, election.LogSigningKey())};
    receipt_ = {election.manifest()->config().process(),
                ledger::BallotTracker(ledger::ParseLeaf(leaves[3]).value()), leaves[3],
                proof.Serialize(), log.ToVkey()};
    other_leaf_ = leaves[2];
  }
  // Its keys are dear to make.
  static const ledger::ElectionFixture& Election() {
    static const auto* const kElection =
        new ledger::ElectionFixture(ledger::ElectionFixture::Make());
    return *kElection;
  }
  Receipt receipt_;
  crypto::Bytes other_leaf_;
};

TEST_F(ReceiptTest, ProvesItsBallotForWhoeverHasTheLogsKey) {
  EXPECT_EQ(CheckReceipt(receipt_, receipt_.log_vkey).value(), 3U);
  const auto read = Receipt::FromJson(receipt_.ToJson());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(CheckReceipt(*read, receipt_.log_vkey).value(), 3U);
  EXPECT_EQ(read->ToJson(), receipt_.ToJson());
}

TEST_F(ReceiptTest, HoldsForNoOtherBallotTrackerOrLog) {
  Receipt other = receipt_;
  other.leaf = other_leaf_;
  EXPECT_FALSE(CheckReceipt(other, {}).ok());
  other = receipt_;
  other.tracker[0] = other.tracker[0] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(CheckReceipt(other, {}).ok());
  const crypto::LogKey stranger{"elsewhere", crypto::SigningKey::Generate().public_key()};
  EXPECT_FALSE(CheckReceipt(receipt_, stranger.ToVkey()).ok());
}

TEST_F(ReceiptTest, BreaksWithAnyFlippedBitOfItsBallot) {
  for (std::size_t bit = 0; bit < receipt_.leaf.size() * 8; bit += 7) {
    Receipt damaged = receipt_;
    damaged.leaf[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(CheckReceipt(damaged, {}).ok()) << "bit " << bit;
  }
}

TEST_F(ReceiptTest, SaysNothingOfTheVote) {
  // What a coercer could ask for is not in the file: neither payload nor randomness.
  EXPECT_THAT(receipt_.ToJson(), testing::Not(testing::HasSubstr("payload")));
  EXPECT_THAT(receipt_.ToJson(), testing::Not(testing::HasSubstr("randomness")));
}

RC_GTEST_FIXTURE_PROP(ReceiptTest, ReadsOrRefusesAnyDamage, ()) {
  std::string text = receipt_.ToJson();
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  const char byte = *rc::gen::arbitrary<char>();
  const bool changed = text[at] != byte;
  text[at] = byte;
  const auto read = Receipt::FromJson(text);
  // White space and letter case of escapes aside, nothing may change unnoticed.
  if (read.ok() && changed && read->ToJson() != receipt_.ToJson() &&
      read->process == receipt_.process) {
    RC_ASSERT(!CheckReceipt(*read, receipt_.log_vkey).ok());
  }
}

TEST_F(ReceiptTest, OpenedBallotsAreReadBackAndChecked) {
  const ledger::Choices choices = {{1, 1}, {3, 1}};
  auto draft = ledger::BallotDraft::Encrypt(*Election().manifest(), ledger::ContestId{0}, choices,
                                            Election().voter(0).public_key(), 1);
  ASSERT_TRUE(draft.ok());
  OpeningFile file;
  file.tracker = draft->tracker();
  file.process = "processes/test";
  file.opening = std::move(*draft).Challenge();
  const auto read = OpeningFile::FromJson(file.ToJson());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(ledger::CheckOpening(*Election().manifest(), read->opening, read->tracker).value(),
            choices);
  EXPECT_FALSE(OpeningFile::FromJson(receipt_.ToJson()).ok());
}

absl::Status TooLow(std::string_view last) {
  return ledger::WithFact(
      ledger::Refusal(absl::StatusCode::kAborted, "SEQUENCE_TOO_LOW", "too low"), "last_sequence",
      last);
}

TEST(NextSequence, FollowsTheLastOneAccepted) { EXPECT_EQ(NextSequence(TooLow("4")), 5U); }

TEST(NextSequence, BelievesNoNumberThatWouldLockTheVoterOut) {
  EXPECT_EQ(NextSequence(TooLow("18446744073709551615")), std::nullopt);
  EXPECT_EQ(NextSequence(TooLow("99999999999999999999999")), std::nullopt);
  EXPECT_EQ(NextSequence(TooLow("4 or so")), std::nullopt);
  EXPECT_EQ(NextSequence(absl::AbortedError("something else")), std::nullopt);
}

TEST(FromGrpc, KeepsWhatProgramsNeed) {
  google::rpc::ErrorInfo info;
  info.set_reason("SEQUENCE_TOO_LOW");
  (*info.mutable_metadata())["last_sequence"] = "9";
  google::rpc::BadRequest bad_request;
  bad_request.add_field_violations()->set_field("contest.budget");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  details.add_details()->PackFrom(bad_request);
  const absl::Status status =
      FromGrpc({grpc::StatusCode::ABORTED, "sign again", details.SerializeAsString()});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ledger::ReasonOf(status), "SEQUENCE_TOO_LOW");
  EXPECT_EQ(ledger::FieldOf(status), "contest.budget");
  EXPECT_EQ(NextSequence(While("ballot 3", status)), 10U);
  EXPECT_EQ(Explain(status), "sign again [SEQUENCE_TOO_LOW]");
}

TEST(FromGrpc, TakesAnyDetailsForWhatTheyAre) {
  const absl::Status status =
      FromGrpc({grpc::StatusCode::UNAVAILABLE, "gone", "\xff\xff nonsense"});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Explain(status), "gone");
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

}  // namespace
}  // namespace urna::client
