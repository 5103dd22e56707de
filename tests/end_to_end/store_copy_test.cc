// `urna store copy`, a store that is older than what was signed, and a database that cannot be served
// from: as a person meets them.
#include <filesystem>
#include <fstream>
#include <memory>

#include "end_to_end/open_election.h"
#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "pch.h"
#include "support/election_fixture.h"
#include "support/postgres_server.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;

class Stores : public testing::Test {
 protected:
  // A configuration with the store in `folder`, or in the database where there is a schema.
  std::string Config(const std::string& name, const std::string& schema = "") {
    const std::string file = folder_.Sub(name + ".toml");
    std::ofstream config(file);
    config << "name = \"urna.test\"\nlisten = [\"127.0.0.1:0\"]\nlog_level = \"error\"\n"
           << "data_dir = \"" << folder_.Sub(name) << "\"\n";
    if (!schema.empty()) {
      database_.MakeSchema(schema);
      config << "store = \"postgres\"\nstore_connection = \"" << database_.Connection(schema)
             << "\"\n";
    }
    return file;
  }
  void MakeElection(const std::string& config) {
    MakeOpenElection(services::LoadServerConfig(config, {}).value(), election_);
  }
  static void ExpectOneLine(const Finished& run, int exit_code, const std::string& words) {
    EXPECT_EQ(run.exit_code, exit_code) << run.output;
    EXPECT_THAT(run.output, HasSubstr(words));
    EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
  }

  TemporaryFolder folder_;
  PostgresServer database_;
  const ledger::ElectionFixture election_ = ledger::ElectionFixture::Make(OpenShape(2));
};

TEST_F(Stores, GoFromOneEngineToTheOtherAndBack) {
  const std::string rocks = Config("rocks");
  const std::string postgres = Config("postgres", "there");
  const std::string back = Config("back");
  MakeElection(rocks);
  const Finished there = Urna("store copy --from " + rocks + " --to " + postgres);
  ASSERT_EQ(there.exit_code, 0) << there.output;
  EXPECT_THAT(there.output, HasSubstr("leaves "));
  {
    const ServerProcess server(folder_.path(), postgres);
  }
  // It was killed, and looks as if it had the store.
  const Finished held = Urna("store copy --from " + postgres + " --to " + back);
  ExpectOneLine(held, 1, "--take");
  const Finished again = Urna("store copy --take --from " + postgres + " --to " + back);
  ASSERT_EQ(again.exit_code, 0) << again.output;
  ServerProcess server(folder_.path(), back);
  EXPECT_EQ(server.Terminate(), 0);
}

TEST_F(Stores, AreNotCopiedOverAnotherNorFromUnderAServer) {
  const std::string rocks = Config("rocks");
  const std::string other = Config("other");
  MakeElection(rocks);
  ASSERT_EQ(Urna("init --config " + other).exit_code, 0);
  ExpectOneLine(Urna("store copy --from " + rocks + " --to " + other), 1, "there is a store");
  const std::string fresh = Config("fresh");
  const ServerProcess server(folder_.path(), rocks);
  ExpectOneLine(Urna("store copy --from " + rocks + " --to " + fresh), 1, "stop it first");
  EXPECT_FALSE(std::filesystem::exists(folder_.Sub("fresh/store")));
}

TEST_F(Stores, ThatAreOlderThanWhatWasSignedAreNotServed) {
  const std::string rocks = Config("rocks");
  MakeElection(rocks);
  // An hour ago.
  ASSERT_EQ(
      std::system(("cp -a " + folder_.Sub("rocks/store") + " " + folder_.Sub("backup")).c_str()),
      0);
  const std::string signed_file = folder_.Sub("rocks/signed");
  std::ofstream(signed_file) << "urna signed 1\nlog "
                             << election_.manifest()->config().process().substr(10) << " 99 "
                             << std::string(43, 'A') << "=\n";
  ExpectOneLine(Urna("serve --config " + rocks), 1, "older than what this server has signed");
}

TEST_F(Stores, InADatabaseAreRefusedInOneSentence) {
  const std::string config = Config("postgres", "one");
  ExpectOneLine(Urna("serve --config " + config), 2, "make it with urna init");
  ASSERT_EQ(Urna("init --config " + config).exit_code, 0);
  ExpectOneLine(Urna("init --config " + config), 1, "left as it is");
  ExpectOneLine(Urna("serve --require-standby true --config " + config), 1,
                "set synchronous_standby_names");
  ExpectOneLine(Urna("serve --name other.test --config " + config), 1,
                "that of the server urna.test, not of other.test");
  database_.Stop();
  const Finished away = Urna("serve --config " + config);
  ExpectOneLine(away, 1, "cannot be reached");
  EXPECT_THAT(away.output, Not(HasSubstr("user=urna")));
}

TEST_F(Stores, HaveAConnectionThatNobodyElseReads) {
  const std::string config = folder_.Sub("urna.toml");
  const std::string secret = folder_.Sub("connection");
  std::ofstream(config) << "name = \"urna.test\"\ndata_dir = \"" << folder_.Sub("data")
                        << "\"\nlisten = [\"127.0.0.1:0\"]\nstore = \"postgres\"\n"
                        << "store_connection_file = \"" << secret << "\"\n";
  std::ofstream(secret) << database_.Connection("") << " password=hunter2\n";
  std::filesystem::permissions(secret, std::filesystem::perms(0644));
  const Finished open = Urna("init --config " + config);
  ExpectOneLine(open, 2, "chmod o= " + secret);
  EXPECT_THAT(open.output, Not(HasSubstr("hunter2")));
  std::filesystem::permissions(secret, std::filesystem::perms(0600));
  EXPECT_EQ(Urna("init --config " + config).exit_code, 0);
}

}  // namespace
}  // namespace urna::end_to_end
