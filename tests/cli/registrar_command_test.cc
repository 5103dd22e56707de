#include "cli/registrar_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

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
  // Told to, or knowing the manifest, it goes on to the key, which is not there.
  const std::string hash = crypto::ToHex(election_.manifest()->hash());
  for (const auto& told : std::vector<std::vector<std::string>>{{"--yes"}, {"--manifest", hash}}) {
    EXPECT_EQ(Approve(told), kBadInput);
    EXPECT_THAT(errors_, testing::HasSubstr("registrar.key"));
  }
}

}  // namespace
}  // namespace urna::cli
