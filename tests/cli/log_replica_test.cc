#include "cli/client/log_replica.h"

#include "cli/served_run.h"
#include "pch.h"

namespace urna::client {
namespace {

using ledger::ElectionFixture;
using ledger::ElectionRun;

constexpr ledger::ContestId kContest{0};
constexpr std::uint32_t kVoters = 3;
constexpr std::uint32_t kProjects = 4;

class LogReplicaTest : public testing::Test {
 protected:
  static const ElectionFixture& Election() {
    static const ElectionFixture election =
        ElectionFixture::Make({.voters = kVoters, .projects = kProjects, .witnesses = 1});
    return election;
  }
  LogReplicaTest() : run_(Election()), served_(Election(), run_) {}
  absl::StatusOr<LogReplica> Download() {
    return LogReplica::Download(served_.Reader(), {}, /*threads=*/1);
  }

  ElectionRun run_;
  ServedRun served_;
};

TEST_F(LogReplicaTest, HoldsWhatIsRight) {
  run_.VoteAndClose(kVoters, kProjects);
  const auto log = Download();
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_TRUE(log->CheckNoFaults().ok());
  EXPECT_EQ(log->ReadClosing().value(), run_.closing());
}

// What no bundle may hold, nobody signs, mixes or decrypts.
TEST_F(LogReplicaTest, RefusesALogThatTheAuditRefuses) {
  run_.AppendUnchecked(Election().Ballot(0, {0}));
  EXPECT_TRUE(absl::IsDataLoss(Download().status())) << "a ballot before the opening";
}

TEST_F(LogReplicaTest, RefusesAnythingButArtefactsAfterTheClosing) {
  run_.VoteAndClose(kVoters, kProjects);
  auto log = Download();
  ASSERT_TRUE(log.ok()) << log.status();
  run_.AppendUnchecked(Election().RevokeLeaf(0));
  EXPECT_TRUE(absl::IsDataLoss(log->Update(1)));
  // Asking again makes it no better.
  EXPECT_TRUE(absl::IsDataLoss(log->Update(1)));
  EXPECT_TRUE(absl::IsDataLoss(Download().status()));
}

TEST_F(LogReplicaTest, NamesWhatShouldNotHaveBeenAdmitted) {
  run_.Append(Election().OpenLeaf());
  const crypto::Bytes ballot = Election().Ballot(0, {0});
  run_.Append(ballot);
  run_.AppendUnchecked(ballot);
  const auto log = Download();
  ASSERT_TRUE(log.ok()) << log.status();
  const absl::Status faults = log->CheckNoFaults();
  EXPECT_TRUE(absl::IsFailedPrecondition(faults));
  EXPECT_THAT(std::string(faults.message()), testing::HasSubstr("the first is 3"));
}

TEST_F(LogReplicaTest, AsksForNoRecordsOfALogThatIsTooLarge) {
  const crypto::Checkpoint large{Election().manifest()->log_key().origin,
                                 (std::uint64_t{1} << 32) + 1, crypto::Hash256{1}};
  served_.note = crypto::SignCheckpoint(large, Election().LogSigningKey());
  const absl::Status refused = Download().status();
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("more than any"));
}

TEST_F(LogReplicaTest, TakesNoNoteWithAWrongLineOfAWitness) {
  const std::string note = run_.CheckpointNote();
  const std::string text = note.substr(0, note.find("\n\n") + 1);
  served_.note = note + crypto::Cosign(text, ElectionFixture::WitnessName(0), Election().witness(0),
                                       1'700'000'001);
  EXPECT_TRUE(Download().ok());
  // Under another time than the one in the line.
  served_.note = note + crypto::Cosign("another text\n", ElectionFixture::WitnessName(0),
                                       Election().witness(0), 1'700'000'001);
  EXPECT_TRUE(absl::IsDataLoss(Download().status()));
}

// A result that is said to be large is computed before it is asked for.
TEST_F(LogReplicaTest, DownloadsNoLargeResultThatIsWrong) {
  run_.VoteAndClose(kVoters, kProjects);
  for (const std::uint32_t trustee : {1U, 2U}) run_.MixBy(trustee);
  for (const std::uint32_t trustee : {1U, 2U}) run_.DecryptBy(trustee);
  ledger::ArtefactLeaf large{};
  large.contest = kContest;
  large.kind = ledger::ArtefactKind::kBallots;
  large.trustee = 1;
  large.size = std::uint64_t{1} << 40;
  const std::uint64_t record =
      run_.AppendUnchecked(Election().SignArtefact(run_.closing_hash(), large));
  auto log = Download();
  ASSERT_TRUE(log.ok()) << log.status();
  const auto placed = log->WellPlaced(1);
  ASSERT_TRUE(placed.ok()) << placed.status();
  EXPECT_EQ(placed->size(), 4U);
  for (const auto& one : *placed) EXPECT_NE(one.record, record);
}

}  // namespace
}  // namespace urna::client
