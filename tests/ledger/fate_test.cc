#include "ledger/fate.h"

#include "ledger/audit.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

using testing::HasSubstr;

// Contest 0 is counted, contest 1 has too few ballots. Every fate is there, and where two could be
// said of a ballot, both.
class Fates : public testing::Test {
 protected:
  Fates()
      : election_(ElectionFixture::Make({.voters = 6, .contests = 2, .minimum_ballots = 3})),
        run_(election_) {
    run_.Append(election_.OpenLeaf());
    counted_ = Cast(0);
    replaced_ = Cast(1);
    replacing_ = Cast(1, After(run_.leaves()[replaced_]));
    not_counted_ = Cast(2, {}, kFew);
    replaced_in_few_ = Cast(3, {}, kFew);
    replacing_in_few_ = Cast(3, After(run_.leaves()[replaced_in_few_]), kFew);
    cancelled_and_replaced_ = Cast(4);
    cancelled_ = Cast(4, After(run_.leaves()[cancelled_and_replaced_]));
    cancelled_in_few_ = Cast(4, {}, kFew);
    revocation_ = run_.Append(election_.RevokeLeaf(4));
    fault_of_revoked_ =
        run_.AppendUnchecked(election_.Ballot(4, {0}, After(run_.leaves()[cancelled_])));
    fault_ = run_.AppendUnchecked(election_.Ballot(1, {0}));
    Cast(5);
    run_.Append(election_.CloseLeaf());
    run_.CountAll();
    run_.WriteBundle(folder_.Sub("bundle"));
  }
  std::uint64_t Cast(std::uint32_t v, const ChainPlace& place = {},
                     ContestId contest = ContestId{0}) {
    return run_.Append(election_.Ballot(v, {v % 4}, place, contest));
  }
  AuditReport Report(const std::vector<std::uint64_t>& receipts) const {
    AuditOptions options;
    for (const std::uint64_t record : receipts) {
      options.kept_receipts.push_back({run_.Receipt(record), run_.leaves()[record]});
    }
    return Audit(Bundle::Open(folder_.Sub("bundle")).value(), options).value();
  }
  BallotFate FateOfRecord(std::uint64_t record) const {
    const AuditReport report = Report({record});
    EXPECT_TRUE(report.ok()) << report.steps.back().status;
    EXPECT_EQ(report.fates.size(), 1u);
    EXPECT_EQ(report.fates.at(0).record, record);
    return report.fates.at(0);
  }
  static constexpr ContestId kFew{1};

  ElectionFixture election_;
  ElectionRun run_;
  TemporaryFolder folder_;
  std::uint64_t counted_, replaced_, replacing_, not_counted_, replaced_in_few_, replacing_in_few_,
      cancelled_and_replaced_, cancelled_, cancelled_in_few_, revocation_, fault_of_revoked_,
      fault_;
};

TEST_F(Fates, CountedIsWhatWentIntoTheMix) {
  for (const std::uint64_t record : {counted_, replacing_}) {
    const BallotFate fate = FateOfRecord(record);
    EXPECT_EQ(fate.fate, Fate::kCounted);
    EXPECT_THAT(fate.text, HasSubstr("was counted"));
  }
}

TEST_F(Fates, ReplacedNamesTheRecordAndAsksWhoseItWas) {
  const BallotFate fate = FateOfRecord(replaced_);
  EXPECT_EQ(fate.fate, Fate::kReplaced);
  EXPECT_EQ(fate.by, replacing_);
  EXPECT_THAT(fate.text, HasSubstr("was it you?"));
}

TEST_F(Fates, CancelledNamesTheRevocationAndWhoSigned) {
  const BallotFate fate = FateOfRecord(cancelled_);
  EXPECT_EQ(fate.fate, Fate::kCancelled);
  EXPECT_EQ(fate.by, revocation_);
  EXPECT_THAT(fate.authorities, testing::ElementsAre(0, 1));
  EXPECT_THAT(fate.text, HasSubstr("signed by authority 0 1"));
}

TEST_F(Fates, NotCountedIsInAContestThatHadTooFew) {
  const BallotFate fate = FateOfRecord(not_counted_);
  EXPECT_EQ(fate.fate, Fate::kNotCounted);
  EXPECT_THAT(fate.text, HasSubstr("contest-1"));
}

TEST_F(Fates, FaultSaysWhyItWasNotAdmitted) {
  const BallotFate fate = FateOfRecord(fault_);
  EXPECT_EQ(fate.fate, Fate::kFault);
  EXPECT_THAT(fate.text, HasSubstr("FAULT, because the key has cast ballot 1"));
}

// FAULT, cancelled, replaced, not counted, counted: the first that applies.
TEST_F(Fates, AreSaidInTheirOrder) {
  EXPECT_EQ(FateOfRecord(fault_of_revoked_).fate, Fate::kFault) << "and its key is revoked";
  EXPECT_EQ(FateOfRecord(cancelled_and_replaced_).fate, Fate::kCancelled) << "and it was replaced";
  EXPECT_EQ(FateOfRecord(cancelled_in_few_).fate, Fate::kCancelled) << "and it was not counted";
  EXPECT_EQ(FateOfRecord(replaced_in_few_).fate, Fate::kReplaced) << "and it was not counted";
  EXPECT_EQ(FateOfRecord(replaced_in_few_).by, replacing_in_few_);
  EXPECT_EQ(FateOfRecord(replacing_in_few_).fate, Fate::kNotCounted);
}

TEST_F(Fates, SatisfyTheirVoterWhereTheBallotCountsOrTheVoterReplacedIt) {
  EXPECT_TRUE(Report({}).receipts_ok());
  EXPECT_TRUE(Report({counted_}).receipts_ok());
  EXPECT_TRUE(Report({replacing_}).receipts_ok());
  EXPECT_TRUE(Report({replaced_, replacing_}).receipts_ok());
  EXPECT_TRUE(Report({replacing_, replaced_}).receipts_ok());
  EXPECT_FALSE(Report({replaced_}).receipts_ok()) << "was it you?";
  EXPECT_FALSE(Report({replaced_, counted_}).receipts_ok());
  for (const std::uint64_t record : {fault_, cancelled_, not_counted_}) {
    EXPECT_FALSE(Report({record}).receipts_ok());
    EXPECT_FALSE(Report({counted_, record}).receipts_ok());
  }
  EXPECT_FALSE(Report({replaced_in_few_, replacing_in_few_}).receipts_ok())
      << "what replaced it was not counted";
}

TEST_F(Fates, OfRevocationsAreReportedWithoutAnyReceipt) {
  const AuditReport report = Report({});
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  ASSERT_EQ(report.revocations.size(), 1u);
  EXPECT_EQ(report.revocations[0].record, revocation_);
  EXPECT_EQ(report.revoked_after_vote(), 1u);
  EXPECT_TRUE(report.fates.empty());
}

TEST_F(Fates, HaveNamesForPrograms) {
  EXPECT_EQ(NameOf(Fate::kFault), "fault");
  EXPECT_EQ(NameOf(Fate::kCancelled), "cancelled");
  EXPECT_EQ(NameOf(Fate::kReplaced), "replaced");
  EXPECT_EQ(NameOf(Fate::kNotCounted), "not-counted");
  EXPECT_EQ(NameOf(Fate::kCounted), "counted");
}

}  // namespace
}  // namespace urna::ledger
