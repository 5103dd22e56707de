// What an earlier program wrote is a promise: this one serves its data folder and verifies its bundle.
// tests/data/kept holds an election of the README's first hour, made by the program of commit 519c13e,
// the first of protocol 2: the store while one ballot was cast and the vote was open, and the store, the
// bundle and the receipt when all was over.
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "pch.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

namespace fs = std::filesystem;

const std::string& Kept() {
  static const std::string folder = Data("kept");
  return folder;
}

// Path within the folder -> bytes.
std::map<std::string, std::string> FilesIn(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), folder).string()] = WholeFile(entry.path());
  }
  return files;
}

class KeptElectionTest : public testing::Test {
 protected:
  // On a copy of the kept data folder.
  void Serve(const std::string& name) {
    fs::copy(fs::path(Kept()) / name, folder_.Sub("data"), fs::copy_options::recursive);
    fs::permissions(folder_.Sub("data"), fs::perms::owner_all);
    const std::string config_file = folder_.Sub("urna.toml");
    std::ofstream(config_file) << "name = \"localhost\"\ndata_dir = \"" << folder_.Sub("data")
                               << "\"\nlisten = [\"127.0.0.1:0\"]\n";
    server_.emplace(folder_.path(), config_file);
  }
  Finished Ask(const std::string& command) const {
    return Urna(command + " --server " + server_->address());
  }

  const TemporaryFolder folder_;
  std::optional<ServerProcess> server_;
};

TEST_F(KeptElectionTest, VerifiesAsABundle) {
  const Finished verified =
      Urna("verify " + Kept() + "/bundle --receipt " + Kept() + "/ada.receipt");
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST_F(KeptElectionTest, IsServedAsItWasPublished) {
  Serve("tallied");
  const Finished fetched = Ask("bundle fetch --process our-street --out " + folder_.Sub("bundle"));
  ASSERT_EQ(fetched.exit_code, 0) << fetched.output;
  EXPECT_EQ(FilesIn(folder_.Sub("bundle")), FilesIn(Kept() + "/bundle"));
}

TEST_F(KeptElectionTest, GoesOnFromWhereItWas) {
  Serve("open");
  const auto receipt = nlohmann::json::parse(WholeFile(Kept() + "/ada.receipt"));
  const auto fetch = [&](const std::string& out) {
    return Ask("receipt fetch --process our-street --tracker " +
               receipt["tracker"].get<std::string>() + " --out " + folder_.Sub(out));
  };
  const Finished fetched = fetch("first");
  EXPECT_EQ(fetched.exit_code, 0) << fetched.output;
  // Voting has ended since.
  const Finished closing = Ask("closing --process our-street");
  EXPECT_EQ(closing.exit_code, 0) << closing.output;
  server_.reset();
  server_.emplace(folder_.path(), folder_.Sub("urna.toml"));
  const Finished again = fetch("second");
  EXPECT_EQ(again.exit_code, 0) << again.output;
  const auto found = nlohmann::json::parse(WholeFile(folder_.Sub("second")));
  EXPECT_EQ(found["leaf"], receipt["leaf"]);
}

}  // namespace
}  // namespace urna::end_to_end
