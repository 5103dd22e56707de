#include "cli/client/receipt.h"

#include "cli/server_in_test.h"
#include "pch.h"

namespace urna::client {
namespace {

// A log of a few ballots, and the receipt of the second.
class ReceiptTest : public testing::Test {
 protected:
  ReceiptTest() {
    const ledger::ElectionFixture& election = Election();
    LogInTest log(election);
    for (const auto& leaf : {election.SealLeaf(), election.OpenLeaf(), election.Ballot(0, {1}),
                             election.Ballot(1, {0, 2}), election.Ballot(2, {})}) {
      log.Append(leaf);
    }
    receipt_ = ReceiptOf(log, 3, log.size());
    other_leaf_ = log.leaves()[2];
  }
  static Receipt ReceiptOf(const LogInTest& log, std::uint64_t index, std::uint64_t size) {
    const crypto::Bytes& leaf = log.leaves()[index];
    return {Election().manifest()->config().process(),
            ledger::BallotTracker(ledger::ParseLeaf(leaf).value()),
            leaf,
            log.Receipt(index, size),
            Election().manifest()->log_key().ToVkey(),
            "m5ewnvps3uvurplx"};
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
  other.tracker[0] = other.tracker[0] == 'a' ? 'b' : 'a';
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
      read->process == receipt_.process && read->slot == receipt_.slot) {
    RC_ASSERT(!CheckReceipt(*read, receipt_.log_vkey).ok());
  }
}

TEST_F(ReceiptTest, OpenedBallotsAreReadBackAndChecked) {
  const ledger::Choices choices = {{1, 1}, {3, 1}};
  auto draft = ledger::BallotDraft::Encrypt(*Election().manifest(), ledger::ContestId{0}, choices,
                                            Election().voter(0), {});
  ASSERT_TRUE(draft.ok());
  OpeningFile file;
  file.tracker = draft->full_tracker();
  file.process = "processes/test";
  file.opening = std::move(*draft).Challenge();
  const auto read = OpeningFile::FromJson(file.ToJson());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(ledger::CheckOpening(*Election().manifest(), read->opening, read->tracker).value(),
            choices);
  EXPECT_FALSE(OpeningFile::FromJson(receipt_.ToJson()).ok());
}

class ReceiptsTogetherTest : public ReceiptTest {
 protected:
  ReceiptsTogetherTest() : log_(Election()), fork_(Election()) {
    first_ = Election().Ballot(0, {1});
    second_ = Election().Ballot(0, {2}, ledger::After(first_));
    for (LogInTest* log : {&log_, &fork_}) {
      log->Append(Election().SealLeaf());
      log->Append(first_);
    }
    log_.Append(second_);
    log_.Append(Election().Ballot(1, {3}));
  }
  static bool Fit(const std::vector<Receipt>& receipts) {
    return CheckReceiptsTogether(receipts).ok();
  }
  LogInTest log_, fork_;
  crypto::Bytes first_, second_;
};

TEST_F(ReceiptsTogetherTest, FitWhereTheyAreOfOneLog) {
  EXPECT_TRUE(Fit({}));
  EXPECT_TRUE(Fit({ReceiptOf(log_, 1, 2), ReceiptOf(log_, 2, 4), ReceiptOf(log_, 3, 4)}));
  EXPECT_TRUE(Fit({ReceiptOf(log_, 1, 2), ReceiptOf(log_, 1, 4), ReceiptOf(log_, 2, 3)}));
}

TEST_F(ReceiptsTogetherTest, ContradictOneAnother) {
  fork_.Append(Election().Ballot(2, {0}));
  // One size, two roots; one index, two records.
  EXPECT_FALSE(Fit({ReceiptOf(log_, 1, 3), ReceiptOf(fork_, 1, 3)}));
  EXPECT_FALSE(Fit({ReceiptOf(log_, 2, 4), ReceiptOf(fork_, 2, 3)}));
  // One record, two indexes.
  fork_.Append(second_);
  EXPECT_FALSE(Fit({ReceiptOf(log_, 2, 3), ReceiptOf(fork_, 3, 4)}));
  // One number, two ballots.
  fork_.Append(Election().Ballot(0, {3}, ledger::After(first_)));
  EXPECT_FALSE(Fit({ReceiptOf(log_, 2, 3), ReceiptOf(fork_, 4, 5)}));
  // A third ballot that follows another second one.
  ledger::ChainPlace place = ledger::After(second_);
  place.previous[0] ^= 1;
  fork_.Append(Election().Ballot(0, {3}, place));
  EXPECT_FALSE(Fit({ReceiptOf(log_, 2, 3), ReceiptOf(fork_, 5, 6)}));
  // A second ballot before the first.
  LogInTest turned(Election());
  turned.Append(second_);
  EXPECT_FALSE(Fit({ReceiptOf(log_, 1, 2), ReceiptOf(turned, 0, 1)}));
}

}  // namespace
}  // namespace urna::client
