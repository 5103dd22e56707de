#include "cli/registrar_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/client/roll_key_file.h"
#include "cli/client_options.h"
#include "cli/served_run.h"
#include "crypto/bytes.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::cli {
namespace {

class RegistrarApproveTest : public testing::Test {
 protected:
  RegistrarApproveTest()
      : election_(ledger::ElectionFixture::Make()), run_(election_), served_(election_, run_) {
    // Nobody answers.
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    close(nothing);
    setenv("URNA_PASSPHRASE", "secret", 1);
    std::ofstream(folder_.Sub("registrar.key")) << "not sealed";
  }
  ~RegistrarApproveTest() override { unsetenv("URNA_PASSPHRASE"); }
  int Approve(std::vector<std::string> arguments) {
    CLI::App app;
    int exit_code = -1;
    AddRegistrarCommand(app, exit_code);
    const std::vector<std::string> command = {
        "registrar", "approve", "--server", served_.address(),
        "--process", "test",    "--key",    folder_.Sub("registrar.key")};
    arguments.insert(arguments.begin(), command.begin(), command.end());
    std::reverse(arguments.begin(), arguments.end());
    testing::internal::CaptureStderr();
    app.parse(arguments);
    errors_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  const ledger::ElectionFixture election_;
  ledger::ElectionRun run_;
  client::ServedRun served_;
  TemporaryFolder folder_;
  std::string errors_;
};

TEST_F(RegistrarApproveTest, SignsNothingThatNobodyHasAgreedTo) {
  EXPECT_EQ(Approve({}), kFailed);
  EXPECT_THAT(errors_, testing::HasSubstr("nothing was signed"));
  // Told to, or knowing the manifest, it goes on to the key, which does not open.
  const std::string hash = crypto::ToHex(election_.manifest()->hash());
  for (const auto& told : std::vector<std::vector<std::string>>{{"--yes"}, {"--manifest", hash}}) {
    EXPECT_EQ(Approve(told), kBadInput);
    EXPECT_THAT(errors_, testing::HasSubstr("registrar.key"));
  }
}

// Before any code is made, where something says which electorates there are.
class RegistrarIssueTest : public testing::Test {
 protected:
  RegistrarIssueTest() {
    EXPECT_TRUE(client::WriteRollKey(folder_.Sub("roll.key"), ledger::DrawRollKey()).ok());
    std::ofstream(folder_.Sub("people.csv")) << "person,electorate\nP-1,electorate-0\nP-2,nrth\n";
    std::ofstream(folder_.Sub("process.toml"))
        << "id = \"test\"\n[[electorates]]\nid = \"electorate-0\"\ntitle = \"One\"\n"
           "contests = [\"c\"]\ncode_registrars = 2\n"
           "[[electorates]]\nid = \"nrth\"\ntitle = \"Two\"\ncontests = [\"c\"]\n";
  }
  int Issue(const std::vector<std::string>& arguments) {
    CLI::App app;
    int exit_code = -1;
    AddRegistrarCommand(app, exit_code);
    std::vector<std::string> command = {"registrar",
                                        "issue",
                                        folder_.Sub("people.csv"),
                                        "--roll-key",
                                        folder_.Sub("roll.key"),
                                        "--election-id",
                                        std::string(32, '0'),
                                        "--out",
                                        folder_.Sub("letters")};
    command.insert(command.end(), arguments.begin(), arguments.end());
    std::reverse(command.begin(), command.end());
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    app.parse(command);
    testing::internal::GetCapturedStdout();
    errors_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }
  void ExpectRefused(const std::vector<std::string>& arguments) {
    EXPECT_EQ(Issue(arguments), kBadInput) << arguments.front();
    EXPECT_THAT(errors_, testing::HasSubstr("people.csv: line 3: the electorate is 'nrth'"));
    EXPECT_FALSE(std::filesystem::exists(folder_.Sub("letters")));
  }

  TemporaryFolder folder_;
  std::string errors_;
};

TEST_F(RegistrarIssueTest, RefusesAnElectorateThatTheProcessDoesNotHave) {
  ExpectRefused({"--electorates", "electorate-0,south"});
  // The description has it, with one code registrar: this is the second.
  ExpectRefused({"--process-file", folder_.Sub("process.toml"), "--number", "2"});
  const auto election = ledger::ElectionFixture::Make();
  ledger::ElectionRun run(election);
  const client::ServedRun served(election, run);
  ExpectRefused({"--process", "test", "--server", served.address()});
  EXPECT_EQ(Issue({"--process-file", folder_.Sub("process.toml")}), 0) << errors_;
}

TEST_F(RegistrarIssueTest, SaysWhereNothingWasChecked) {
  EXPECT_EQ(Issue({}), 0);
  EXPECT_THAT(errors_, testing::HasSubstr("NOT checked"));
}

TEST_F(RegistrarIssueTest, SaysWhatIsWrongWithTheDescription) {
  std::ofstream(folder_.Sub("empty.toml")) << "id = \"test\"\n";
  for (const auto& path : {folder_.Sub("empty.toml"), folder_.path(), folder_.Sub("missing")}) {
    EXPECT_EQ(Issue({"--process-file", path}), kBadInput);
    EXPECT_THAT(errors_, testing::HasSubstr(path));
  }
}

}  // namespace
}  // namespace urna::cli
