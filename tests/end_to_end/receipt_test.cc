// A voter casts by hand, loses the receipt, and gets it again.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "end_to_end/open_election.h"
#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "pch.h"
#include "services/server/server_config.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

class ReceiptTest : public testing::Test {
 protected:
  ReceiptTest() {
    std::ofstream(config_file_) << "name = \"localhost\"\ndata_dir = \"" << folder_.Sub("store")
                                << "\"\nlisten = [\"127.0.0.1:0\"]\n";
    MakeOpenElection(services::LoadServerConfig(config_file_, {}).value(), election_);
    for (const std::uint32_t registrar : {1, 2}) {
      std::ofstream(Code(registrar)) << election_.code(0, registrar).RevealForLetter() << "\n";
    }
    server_.emplace(folder_.path(), config_file_);
  }
  std::string Code(std::uint32_t registrar) const {
    return folder_.Sub("code" + std::to_string(registrar));
  }
  // With the server, the process and the codes of voter 0.
  Finished Run(const std::string& command, const std::string& arguments) const {
    return Urna(command + " --server " + server_->address() + " --process test " + arguments +
                " --code-fd 3 --code-fd 4 3< " + Code(1) + " 4< " + Code(2));
  }
  Finished Vote(const std::string& project, const std::string& out) const {
    const auto& contest = election_.manifest()->config().contests(0);
    return Run("vote", "--yes --contest " + contest.id() + " --choice " + project + " --memory " +
                           folder_.path() + "/memory --out " + out);
  }
  nlohmann::json Read(const std::string& name) const {
    return nlohmann::json::parse(std::ifstream(folder_.Sub(name)), nullptr, false);
  }

  const TemporaryFolder folder_;
  const std::string config_file_ = folder_.Sub("urna.toml");
  const ledger::ElectionFixture election_ = ledger::ElectionFixture::Make(OpenShape(2));
  std::optional<ServerProcess> server_;
};

TEST_F(ReceiptTest, IsFetchedAgainByTrackerAndByCodes) {
  const std::string project = election_.manifest()->config().contests(0).projects(0).id();
  std::filesystem::create_directory(folder_.Sub("memory"));
  const Finished vote = Vote(project, folder_.Sub("kept"));
  ASSERT_EQ(vote.exit_code, 0) << vote.output;
  const auto kept = Read("kept");
  const std::string tracker = kept["tracker"];

  const Finished by_tracker =
      Run("receipt fetch", "--tracker " + tracker + " --out " + folder_.Sub("by_tracker"));
  ASSERT_EQ(by_tracker.exit_code, 0) << by_tracker.output;
  const Finished by_codes = Run("receipt fetch", "--out " + folder_.Sub("by_codes"));
  ASSERT_EQ(by_codes.exit_code, 0) << by_codes.output;
  for (const char* name : {"by_tracker", "by_codes"}) {
    EXPECT_EQ(Read(name)["leaf"], kept["leaf"]) << name;
    EXPECT_EQ(Read(name)["tracker"], tracker) << name;
    EXPECT_EQ(Urna("receipt check " + folder_.Sub(name)).exit_code, 0) << name;
  }
  EXPECT_EQ(Read("by_codes")["slot"], kept["slot"]);

  // A file that is there is not written over, and nothing is cast that would need it.
  EXPECT_EQ(Vote(project, folder_.Sub("kept")).exit_code, 2);
  EXPECT_EQ(Read("kept"), kept);
  const Finished again = Run("receipt fetch", "--out " + folder_.Sub("only_one"));
  EXPECT_EQ(again.exit_code, 0) << again.output;

  // Nor does one that was not lost keep the others from being fetched.
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  ASSERT_EQ(Vote(project, folder_.Sub("second")).exit_code, 0);
  ASSERT_EQ(Run("receipt fetch", "--tracker " + tracker).exit_code, 0);
  EXPECT_EQ(Run("receipt fetch", "").exit_code, 0);
  const std::string second = Read("second")["tracker"];
  EXPECT_EQ(Read("receipt-" + second + ".json")["leaf"], Read("second")["leaf"]);
  std::filesystem::current_path(before);
  EXPECT_EQ(Run("receipt fetch", "--tracker " + std::string(20, 'a')).exit_code, 2);
}

}  // namespace
}  // namespace urna::end_to_end
