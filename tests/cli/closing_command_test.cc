#include "cli/closing_command.h"

#include <algorithm>

#include "cli/client/closings.h"
#include "cli/client/files.h"
#include "cli/client_options.h"
#include "cli/served_run.h"
#include "ledger/bundle_paths.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::cli {
namespace {

using ledger::ElectionFixture;

constexpr std::uint32_t kVoters = 2;
constexpr std::uint32_t kProjects = 4;

class ClosingCommandTest : public testing::Test {
 protected:
  static const ElectionFixture& Election() {
    static const ElectionFixture election = ElectionFixture::Make(
        {.voters = kVoters, .projects = kProjects, .witnesses = 2, .witness_quorum = 2});
    return election;
  }
  ClosingCommandTest() : run_(Election()), served_(Election(), run_) {
    run_.VoteAndClose(kVoters, kProjects);
    run_.SignTheClosing();
  }
  std::string Cosigned() {
    return std::string(crypto::AsText(run_.files().at(std::string(ledger::kCloseCheckpointFile))));
  }
  int Run(std::vector<std::string> arguments) {
    CLI::App app;
    int exit_code = -1;
    AddClosingCommand(app, exit_code);
    const std::vector<std::string> process = {"--server", served_.address(), "--process", "test"};
    arguments.insert(arguments.end(), process.begin(), process.end());
    std::reverse(arguments.begin(), arguments.end());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    app.parse(arguments);
    out_ = testing::internal::GetCapturedStdout();
    errors_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  ledger::ElectionRun run_;
  client::ServedRun served_;
  TemporaryFolder folder_;
  std::string out_, errors_;
};

TEST_F(ClosingCommandTest, ShowsWhatIsComparedAloud) {
  EXPECT_EQ(Run({"closing"}), 0) << errors_;
  EXPECT_EQ(out_, ledger::ClosingGroups(run_.closing_hash()) + "\n");
  EXPECT_TRUE(served_.checkpoints.empty());
}

TEST_F(ClosingCommandTest, HandsInWhatTheWitnessesHaveCosigned) {
  const std::string path = folder_.Sub("checkpoint");
  ASSERT_TRUE(
      client::WriteNewFile(path, crypto::AsBytes(Cosigned()), client::Access::kPublic).ok());
  EXPECT_EQ(Run({"closing", "submit-checkpoint", path}), 0) << errors_;
  ASSERT_EQ(served_.checkpoints.size(), 1U);
  EXPECT_EQ(served_.checkpoints[0].checkpoint(), Cosigned());
  EXPECT_EQ(served_.checkpoints[0].process(), "processes/test");
}

TEST_F(ClosingCommandTest, HandsInNothingThatIsNotEnoughOrOfAnotherLog) {
  const auto log = client::LogReplica::Download(served_.Reader(), {}, 1);
  ASSERT_TRUE(log.ok()) << log.status();
  for (const std::uint64_t size : {run_.closing().index, run_.closing().index + 1}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(client::SubmitCloseCheckpoint(*log, run_.CheckpointNote(size))));
  }
  EXPECT_TRUE(served_.checkpoints.empty());
  // And what a server shows is no more than that.
  const auto check = [&](const std::string& note) {
    v1::Count count;
    count.set_close_checkpoint(note);
    return client::CheckCosigned(*Election().manifest(), run_.closing(), count);
  };
  EXPECT_TRUE(check(Cosigned()).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(check("")));
  EXPECT_TRUE(absl::IsDataLoss(check(run_.CheckpointNote(run_.closing().index + 1))));
}

}  // namespace
}  // namespace urna::cli
