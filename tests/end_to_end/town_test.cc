// `urna town`: a server whose processes are in the middle of their year.
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
using nlohmann::json;
using testing::HasSubstr;

constexpr char kVote[] = "toulouse-2022";
constexpr char kCounted[] = "toulouse-2019";
constexpr std::size_t kVoters = 12;

class Town : public testing::Test {
 protected:
  Town() {
    std::ofstream(config_) << "name = \"localhost\"\ndata_dir = \"" << folder_.Sub("store")
                           << "\"\nlisten = [\"127.0.0.1:0\"]\n"
                           << "http_listen = [\"127.0.0.1:0\"]\n";
  }
  Finished Make() const {
    return Urna("town " + Data("../../deploy/town") + " --config " + config_ + " --out " +
                folder_.path() + " --voters " + std::to_string(kVoters));
  }
  json Sheet() const { return json::parse(WholeFile(folder_.Sub("town.json"))); }
  std::string Token(const std::string& role) const {
    const std::string text = WholeFile(folder_.Sub(role + ".token"));
    return text.substr(0, text.find('\n'));
  }
  // Everything beside the store that the town is, by name.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) files[entry.path().filename()] = WholeFile(entry.path());
    }
    return files;
  }

  const TemporaryFolder folder_;
  const std::string config_ = folder_.Sub("urna.toml");
};

std::map<std::string, std::string> PhasesOn(const ServerProcess& server) {
  const Finished list = Urna("process list --json --server " + server.address());
  std::map<std::string, std::string> phases;
  for (const json& process : json::parse(list.output)) {
    phases[process["name"]] = process["phase"];
  }
  return phases;
}

// How many proposals that everybody sees stand where.
std::map<std::string, int> StatusesOf(const std::string& process, const ServerProcess& server) {
  const Finished list =
      Urna("proposals list --json --process " + process + " --server " + server.address());
  std::map<std::string, int> statuses;
  for (const json& proposal : json::parse(list.output)) ++statuses[proposal["status"]];
  return statuses;
}

TEST_F(Town, IsInTheMiddleOfItsYear) {
  const Finished made = Make();
  ASSERT_EQ(made.exit_code, 0) << made.output;
  const json sheet = Sheet();
  const auto files = Files();
  for (const auto& [name, text] : files) {
    if (name == "urna.toml") continue;
    EXPECT_EQ(fs::status(folder_.Sub(name)).permissions() & fs::perms(0077), fs::perms::none)
        << name;
  }
  EXPECT_FALSE(fs::exists(folder_.Sub("store.being-made")));

  // What is there is kept.
  const Finished again = Make();
  EXPECT_EQ(again.exit_code, 0) << again.output;
  EXPECT_EQ(Files(), files);

  const ServerProcess server(folder_.path(), config_);
  EXPECT_EQ(PhasesOn(server), (std::map<std::string, std::string>{
                                  {"processes/toulouse-2019", "TALLIED"},
                                  {"processes/toulouse-2022", "VOTING"},
                                  {"processes/toulouse-2023", "SUBMISSION"},
                                  {"processes/jeunes-2023", "REVIEW"},
                              }));
}

TEST_F(Town, TakesTheBallotOfAPrintedCodeAndCountedWhatVerifies) {
  const Finished made = Make();
  ASSERT_EQ(made.exit_code, 0) << made.output;
  const ServerProcess server(folder_.path(), config_);
  const json sheet = Sheet();
  for (const json& vote : sheet["votes"]) {
    const std::string id = vote["id"];
    const std::string at = " --server " + server.address() + " --process " + id;
    if (id == kCounted) {
      const std::string bundle = folder_.Sub("bundle");
      ASSERT_EQ(Urna("bundle fetch" + at + " --out " + bundle).exit_code, 0);
      const Finished verify =
          Urna("verify " + bundle + " --json --vkey " + vote["log_vkey"].get<std::string>() +
               " --manifest " + vote["manifest_hash"].get<std::string>());
      ASSERT_EQ(verify.exit_code, 0) << verify.output;
      EXPECT_EQ(json::parse(verify.output)["contests"][0]["valid"], kVoters);
      continue;
    }
    ASSERT_EQ(id, kVote);
    EXPECT_EQ(vote["ballots"], kVoters / 2);
    const auto codes = vote["unused"].at(0).get<std::vector<std::string>>();
    EXPECT_THAT(made.output, HasSubstr("/vote/toulouse-2022#c=" + codes.at(0) +
                                       "&m=" + vote["manifest_hash"].get<std::string>()));
    const Finished cast = Urna("vote" + at + " --contest mirail --choice 180 --yes --memory " +
                                   folder_.path() + " --out " + folder_.Sub("receipt"),
                               {{"URNA_CODE", codes.at(0)}, {"URNA_CODE_2", codes.at(1)}});
    ASSERT_EQ(cast.exit_code, 0) << cast.output;
    EXPECT_EQ(Urna("receipt check " + folder_.Sub("receipt")).exit_code, 0);
  }
}

TEST_F(Town, SaysWhenItsVoteIsOver) {
  ASSERT_EQ(Make().exit_code, 0);
  json sheet = Sheet();
  for (json& vote : sheet["votes"]) vote["closing"] = 1;
  std::ofstream(folder_.Sub("town.json")) << sheet.dump();
  const Finished again = Make();
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.output, HasSubstr("is over"));
  EXPECT_THAT(again.output, HasSubstr("rm -r " + folder_.Sub("store")));
  std::ofstream(folder_.Sub("town.json")) << "{}";
  EXPECT_EQ(Make().exit_code, 2);
}

TEST_F(Town, ShowsWhatMayBecomeOfAProposal) {
  const Finished made = Make();
  ASSERT_EQ(made.exit_code, 0) << made.output;
  const ServerProcess server(folder_.path(), config_);
  for (const char* status : {"submitted", "under review", "returned", "rejected", "merged"}) {
    EXPECT_GT(StatusesOf("toulouse-2023", server)[status], 0) << status;
    EXPECT_GT(StatusesOf("jeunes-2023", server)[status], 0) << status;
  }
  EXPECT_GT(StatusesOf("jeunes-2023", server)["admitted"], 0);
  const Finished waiting =
      Urna("proposals list --to-screen --json --process toulouse-2023 --server " + server.address(),
           {{"URNA_TOKEN", Token("moderator")}});
  EXPECT_EQ(json::parse(waiting.output).size(), 2U) << waiting.output;
}

TEST_F(Town, SaysHowItComesIntoADatabase) {
  const std::string config = folder_.Sub("postgres.toml");
  std::ofstream(config) << "name = \"localhost\"\ndata_dir = \"" << folder_.Sub("elsewhere")
                        << "\"\nstore = \"postgres\"\nstore_connection = \"host=/nowhere\"\n";
  const Finished refused = Urna("town " + Data("../../deploy/town") + " --config " + config +
                                " --out " + folder_.Sub("out"));
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.output, HasSubstr("urna store copy"));
  EXPECT_FALSE(fs::exists(folder_.Sub("elsewhere")));
}

TEST_F(Town, MakesAnewWhatAnInterruptedRunLeftAndKeepsAServerOfOnesOwn) {
  fs::create_directories(folder_.Sub("store.being-made/data"));
  std::ofstream(folder_.Sub("store.being-made/urna.toml")) << "half";
  std::ofstream(folder_.Sub("codes.txt")) << "old";
  const Finished made = Make();
  ASSERT_EQ(made.exit_code, 0) << made.output;
  EXPECT_THAT(WholeFile(folder_.Sub("codes.txt")), HasSubstr("toulouse-2022"));

  const TemporaryFolder own;
  const std::string config = own.Sub("urna.toml");
  std::ofstream(config) << "name = \"localhost\"\ndata_dir = \"" << own.Sub("store") << "\"\n";
  ASSERT_EQ(Urna("init --config " + config).exit_code, 0);
  const Finished kept =
      Urna("town " + Data("../../deploy/town") + " --config " + config + " --out " + own.path());
  EXPECT_EQ(kept.exit_code, 0);
  EXPECT_THAT(kept.output, HasSubstr("holds no demonstration town"));
  EXPECT_FALSE(fs::exists(own.Sub("town.json")));
}

}  // namespace
}  // namespace urna::end_to_end
