// A receipt that was lost is believed from a server no more than one that it gave when casting.
#include "cli/client/voter_client.h"
#include "cli/server_in_test.h"
#include "pch.h"

namespace urna::client {
namespace {

class ReceiptFetchTest : public testing::Test {
 protected:
  ReceiptFetchTest() : election_(ledger::ElectionFixture::Make()), server_(election_) {
    first_ = server_.Append(election_.Ballot(0, {1}, {}));
    second_ = server_.Append(election_.Ballot(1, {2}, {}));
  }
  std::string TrackerOf(std::uint64_t index) const {
    return ledger::FullTracker(
        ledger::SignedPart(ledger::ParseLeaf(server_.log.leaves()[index]).value()));
  }
  // What an honest server says.
  v1::Ballot Answer(std::uint64_t index) const {
    v1::Ballot out;
    out.set_leaf_index(index);
    out.set_ballot(std::string(crypto::AsText(server_.log.leaves()[index])));
    out.set_receipt(server_.log.Receipt(index));
    return out;
  }
  absl::StatusOr<Receipt> Check(const std::string& tracker, const v1::Ballot& answer) const {
    return CheckFetched(*election_.manifest(), tracker, answer);
  }

  const ledger::ElectionFixture election_;
  ServerInTest server_;
  std::uint64_t first_ = 0, second_ = 0;
};

TEST_F(ReceiptFetchTest, IsAsGoodAsTheOneThatCastingGave) {
  for (const std::size_t length : {std::size_t{20}, std::size_t{52}}) {
    const auto receipt = Check(TrackerOf(first_).substr(0, length), Answer(first_));
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    EXPECT_EQ(CheckReceipt(*receipt, election_.manifest()->log_key().ToVkey()).value(), first_);
    EXPECT_EQ(Receipt::FromJson(receipt->ToJson()).value().tracker, receipt->tracker);
  }
}

TEST_F(ReceiptFetchTest, TakesNoOtherBallotAndNoFalseProof) {
  const std::string tracker = TrackerOf(first_);
  EXPECT_TRUE(absl::IsInvalidArgument(Check("short", Answer(first_)).status()));
  EXPECT_TRUE(absl::IsDataLoss(Check(tracker, Answer(second_)).status()));
  v1::Ballot answer = Answer(first_);
  answer.set_receipt(server_.log.Receipt(second_));
  EXPECT_TRUE(absl::IsDataLoss(Check(tracker, answer).status()));
  answer = Answer(first_);
  answer.set_leaf_index(second_);
  EXPECT_TRUE(absl::IsDataLoss(Check(tracker, answer).status()));
  answer = Answer(first_);
  answer.mutable_ballot()->back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(Check(tracker, answer).status()));
}

TEST_F(ReceiptFetchTest, FindsTheBallotsOfOneKeyAlone) {
  const ledger::VotingKey key{election_.voter(1).public_key().bytes()};
  EXPECT_EQ(TrackersOf(server_.log.leaves(), key),
            std::vector<ledger::Tracker>{ledger::ShortTracker(TrackerOf(second_))});
  EXPECT_TRUE(TrackersOf(server_.log.leaves(), {}).empty());
}

}  // namespace
}  // namespace urna::client
