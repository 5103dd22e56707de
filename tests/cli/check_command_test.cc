#include "cli/check_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "cli/client/files.h"
#include "cli/client/receipt.h"
#include "cli/client_options.h"
#include "ledger/bundle.h"
#include "pch.h"
#include "support/election_fixture.h"
#include "support/temporary_folder.h"

namespace urna::cli {
namespace {

// A ballot that was opened, and the part of a bundle that it is checked against.
class OpeningCheckTest : public testing::Test {
 protected:
  OpeningCheckTest() : election_(ledger::ElectionFixture::Make()) {
    auto bundle = ledger::BundleWriter::Create(folder_.Sub("bundle")).value();
    const ledger::Manifest& manifest = *election_.manifest();
    EXPECT_TRUE(bundle.Add(ledger::kConfigFile, election_.config_bytes()).ok());
    EXPECT_TRUE(bundle.Add(ledger::kKeyRecordFile, election_.key_record()).ok());
    for (int e = 0; e < manifest.config().electorates_size(); ++e) {
      EXPECT_TRUE(bundle
                      .Add(ledger::RollPath(manifest.config().electorates(e).id()),
                           election_.roll_files()[static_cast<std::size_t>(e)].roll)
                      .ok());
    }
    auto draft = ledger::BallotDraft::Encrypt(manifest, ledger::ContestId{0}, {{1, 1}},
                                              election_.voter(0), {})
                     .value();
    client::OpeningFile file;
    file.tracker = draft.full_tracker();
    file.process = manifest.config().process();
    file.opening = std::move(draft).Challenge();
    EXPECT_TRUE(client::WriteNewFile(folder_.Sub("opening.json"), crypto::AsBytes(file.ToJson()),
                                     client::Access::kOwnerOnly)
                    .ok());
  }
  ~OpeningCheckTest() override { unsetenv("URNA_SERVER"); }

  // The exit code; -1 where the command line is refused.
  int Check(std::vector<std::string> arguments) {
    CLI::App app;
    int exit_code = -1;
    AddCheckCommands(app, exit_code);
    const std::vector<std::string> command = {"opening", "check", folder_.Sub("opening.json"),
                                              "--bundle", folder_.Sub("bundle")};
    arguments.insert(arguments.begin(), command.begin(), command.end());
    std::reverse(arguments.begin(), arguments.end());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError&) {
      exit_code = -1;
    }
    out_ = testing::internal::GetCapturedStdout();
    errors_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  const ledger::ElectionFixture election_;
  TemporaryFolder folder_;
  std::string out_, errors_;
};

TEST_F(OpeningCheckTest, NeedsNoServerWhereItHasABundle) {
  EXPECT_EQ(Check({}), 0) << errors_;
  EXPECT_THAT(out_, testing::HasSubstr("p1"));
  // Whatever the environment names for the other commands.
  setenv("URNA_SERVER", "vote.example.org:443", 1);
  EXPECT_EQ(Check({}), 0) << errors_;
}

TEST_F(OpeningCheckTest, BelievesNoBundleOfAnotherElection) {
  const std::string vkey = election_.manifest()->log_key().ToVkey();
  const std::string hash = crypto::ToHex(election_.manifest()->hash());
  EXPECT_EQ(Check({"--vkey", vkey, "--manifest", hash}), 0) << errors_;
  EXPECT_EQ(Check({"--manifest", std::string(64, '0')}), kFailed);
  EXPECT_THAT(errors_, testing::HasSubstr("was expected"));
  const crypto::LogKey other{"urna.test/test", crypto::SigningKey::Generate().public_key()};
  EXPECT_EQ(Check({"--vkey", other.ToVkey()}), kFailed);
}

}  // namespace
}  // namespace urna::cli
