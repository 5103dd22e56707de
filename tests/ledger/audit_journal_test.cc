// The audit of an election that was sealed with a journal, and of one that was sealed without.
#include <fmt/format.h>

#include <optional>

#include "ledger/audit_folder.h"
#include "ledger/bundle_paths.h"
#include "support/election_run.h"
#include "support/journal_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

using testing::HasSubstr;

class SealedWithAJournal : public testing::Test {
 protected:
  SealedWithAJournal()
      : election_(ElectionFixture::Make({.voters = 3,
                                         .threshold = 1,
                                         .trustees = 1,
                                         .adjust =
                                             [this](v1::Config& config) {
                                               journal_.emplace(JournalRun::Of(config));
                                               journal_->SealInto(config);
                                             }})),
        run_(election_) {
    run_.VoteAndClose(3, 4);
    run_.CountAll();
    run_.files().merge(journal_->Files(election_.manifest()->config()));
  }
  AuditReport AuditOf(const AuditOptions& options = {}) {
    const std::string folder = scratch_.Sub("bundle" + std::to_string(++bundles_));
    run_.WriteBundle(folder);
    return AuditFolder(folder, options);
  }
  const v1::Config& config() const { return election_.manifest()->config(); }

  std::optional<JournalRun> journal_;
  ElectionFixture election_;
  ElectionRun run_;
  TemporaryFolder scratch_;
  int bundles_ = 0;
};

TEST_F(SealedWithAJournal, HoldsAndSaysWhatTheJournalHas) {
  AuditOptions options;
  options.kept_checkpoints = {run_.CheckpointNote(), journal_->Note(config(), 3),
                              journal_->Note(config(), journal_->leaves().size())};
  const AuditReport report = AuditOf(options);
  ASSERT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_EQ(report.steps.back().detail,
            fmt::format("{} acts, 2 proposals, 13 documents, 0 withheld, 0 erased",
                        journal_->leaves().size()));
  EXPECT_TRUE(report.journal_faults.empty());
}

TEST_F(SealedWithAJournal, FailsAtItsStepAndNamesTheFaults) {
  journal_->AppendUnchecked(crypto::Bytes{0x20});
  for (auto& [path, bytes] : journal_->Files(config())) run_.files()[path] = bytes;
  std::erase_if(run_.files(), [&](const auto& file) {
    return file.first.starts_with("journal/") && !journal_->Files(config()).contains(file.first);
  });
  const AuditReport report = AuditOf();
  EXPECT_EQ(report.steps.back().number, 13);
  ASSERT_EQ(report.journal_faults.size(), 1u);
  EXPECT_EQ(report.journal_faults[0].record, journal_->leaves().size() - 1);
}

TEST_F(SealedWithAJournal, FailsForAKeptCheckpointOfAnotherJournal) {
  AuditOptions options;
  options.kept_checkpoints = {JournalRun::Note(config(), 3, crypto::Hash256{1})};
  const AuditReport report = AuditOf(options);
  EXPECT_EQ(report.steps.back().number, 13);
  EXPECT_THAT(report.steps.back().status.message(), HasSubstr("a checkpoint that you kept"));
}

// An election whose configuration names no journal has none.
class SealedWithout : public testing::Test {
 protected:
  SealedWithout()
      : election_(ElectionFixture::Make({.voters = 2, .threshold = 1, .trustees = 1})),
        run_(election_) {
    run_.VoteAndClose(2, 4);
    run_.CountAll();
  }
  AuditReport AuditOf(const AuditOptions& options = {}) {
    run_.WriteBundle(scratch_.Sub("bundle"));
    return AuditFolder(scratch_.Sub("bundle"), options);
  }
  ElectionFixture election_;
  ElectionRun run_;
  TemporaryFolder scratch_;
};

TEST_F(SealedWithout, SaysSo) {
  const AuditReport report = AuditOf();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report.steps.back().detail, "this process has none");
}

TEST_F(SealedWithout, RefusesTheFilesOfOne) {
  JournalRun journal = JournalRun::Of(election_.manifest()->config());
  run_.files().merge(journal.Files(election_.manifest()->config()));
  const AuditReport report = AuditOf();
  EXPECT_EQ(report.steps.back().number, 0);
  EXPECT_THAT(report.steps.back().status.message(), HasSubstr("journal/"));
}

}  // namespace
}  // namespace urna::ledger
