// `urna simulate` as an administrator runs it: on a past election, and on made-up voters of a draft.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/client/csv.h"
#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// docs/rules.md works this one out by hand.
const std::string kFile = "simulate --file " + Data("neighbourhood.pb");

TEST(Simulate, TriesEveryRuleWithEveryBudget) {
  const Finished run = Urna(kFile +
                            " --rule approval --rule equal-shares:completion=add1"
                            " --budget 12500 --budget 6000.50 --json");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const json simulation = json::parse(run.output);
  EXPECT_EQ(simulation["voters"], 10);
  const json& scenarios = simulation["scenarios"];
  ASSERT_EQ(scenarios.size(), 4);
  EXPECT_EQ(scenarios[0]["label"], "approval");
  EXPECT_EQ(scenarios[0]["budget"], "12500");
  EXPECT_EQ(scenarios[0]["selected"], (json{"A", "B", "E"}));
  EXPECT_EQ(scenarios[0]["cost"], "12000");
  EXPECT_EQ(scenarios[0]["exclusion_ratio"], 0.2);
  EXPECT_EQ(scenarios[0]["average_projects"], 1.3);
  EXPECT_EQ(scenarios[1]["budget"], "6000.5");
  EXPECT_EQ(scenarios[2]["label"], "equal-shares:completion=add1");
  EXPECT_EQ(scenarios[2]["parameters"]["completion"], "add1");
  EXPECT_EQ(scenarios[2]["selected"], (json{"A", "D", "C", "E"}));
}

TEST(Simulate, GivesTheFiguresOfCompare) {
  const std::string rules = " --rule greedy --rule phragmen --json";
  const std::string file = Data("toulouse_2022_mirail.pb");
  const json compared = json::parse(Urna("compare " + file + rules).output);
  const json simulated = json::parse(Urna("simulate --file " + file + rules).output);
  ASSERT_EQ(simulated["scenarios"].size(), 2);
  for (std::size_t i = 0; i < 2; ++i) {
    for (const char* figure : {"selected", "cost", "voters_with_nothing", "ejr_plus_failures"}) {
      EXPECT_EQ(simulated["scenarios"][i][figure], compared["rules"][i][figure]);
    }
  }
}

TEST(Simulate, SpeaksFrenchAndEnglish) {
  const std::string two = kFile + " --rule approval --rule equal-shares";
  const Finished french = Urna(two + " --lang fr"), english = Urna(two + " --lang en");
  EXPECT_EQ(french.exit_code, 0);
  EXPECT_THAT(french.output, HasSubstr("10 votants\n1. les plus soutenus d'abord"));
  EXPECT_THAT(french.output, HasSubstr("20,0\u00a0%"));
  EXPECT_THAT(french.output, HasSubstr("enveloppe"));
  EXPECT_THAT(english.output, HasSubstr("2. equal shares of the money for all voters"));
  EXPECT_THAT(english.output, HasSubstr("€12,500"));
  EXPECT_THAT(english.output, HasSubstr("20.0\u00a0%"));
  EXPECT_EQ(Urna(kFile + " --lang xx").exit_code, 2);
}

// What a file calls its projects and categories is its own; a spreadsheet must not carry it out.
TEST(Simulate, WritesACsvWithoutFormulas) {
  const TemporaryFolder folder;
  const std::string path = folder.Sub("formula.pb");
  std::ofstream(path)
      << "META\nkey;value\nbudget;10\nvote_type;approval\nnum_projects;2\nnum_votes;1\n"
         "PROJECTS\nproject_id;cost;category\n=1+1;4;@art\nb;5;roads\n"
         "VOTES\nvoter_id;vote\n1;=1+1\n";
  const Finished run = Urna("simulate --file " + path + " --rule approval --csv");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const auto table = client::ParseCsv(run.output);
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->rows.size(), 1u);
  EXPECT_EQ(table->rows[0][table->Column("selected").value()], "'=1+1");
  EXPECT_EQ(table->rows[0][table->Column("category @art").value()], "4");
  EXPECT_EQ(table->rows[0][table->Column("voters").value()], "1");
  for (const std::vector<std::string>* line : {&table->header, &table->rows[0]}) {
    for (const std::string& cell : *line) {
      EXPECT_EQ(std::string("=+-@\t\r").find(cell.substr(0, 1)), std::string::npos) << cell;
    }
  }
}

TEST(Simulate, RefusesWhatItCannotCountAndSaysWhatWouldDo) {
  const struct {
    std::string arguments, says;
  } cases[] = {
      {kFile + " --rule borda", "expected one of: approval"},
      {kFile + " --budget -1", "--budget"},
      {kFile + " --budget 1.005", "--budget"},
      {kFile + " --rule approval:fixed=Z", "Z"},
      {"simulate", "expected --file"},
      {"simulate --process p --contest c", "--server"},
      {kFile + " --json --csv", "--csv"},
      {kFile + " --voters 5", "--file"},
  };
  for (const auto& [arguments, says] : cases) {
    const Finished run = Urna(arguments);
    EXPECT_EQ(run.exit_code, 2) << arguments << "\n" << run.output;
    EXPECT_THAT(run.output, HasSubstr(says)) << arguments;
  }
}

// Of a draft, by the server that holds it.
class SimulateOnAServer : public testing::Test {
 protected:
  SimulateOnAServer() {
    const std::string config = folder_.Sub("urna.toml");
    std::ofstream(config) << "name = \"localhost\"\ndata_dir = \"" << folder_.Sub("store")
                          << "\"\nlisten = [\"127.0.0.1:0\"]\n";
    // The token alone: what stands around it is for people.
    const Finished init =
        Urna("init --config " + config + " 2> " + folder_.Sub("notes") + " | cat");
    staff_["URNA_TOKEN"] = init.output.substr(0, init.output.find('\n'));
    server_.emplace(folder_.path(), config);
    std::ofstream(folder_.Sub("process.toml")) << R"(
id = "street"
title = "Notre rue"
language = "fr"
currency = "EUR"
trustee_threshold = 1
opening_time = 2099-03-01T08:00:00Z
closing_time = 2099-03-21T20:00:00Z
[[areas]]
id = "street"
title = "La rue"
[[contests]]
id = "street"
title = "Projets de la rue"
area = "street"
budget = 5000
ballot = { format = "approval", max_length = 2 }
rule = "equal-shares"
tie_break = "lot"
[[contests.projects]]
id = "trees"
title = "Des arbres"
cost = "2000.50"
categories = ["green"]
[[contests.projects]]
id = "bench"
title = "Un banc"
cost = 1500
[[contests.projects]]
id = "paint"
title = "De la peinture"
cost = 2500
)";
    const Finished created = Urna(
        "admin create --server " + server_->address() + " " + folder_.Sub("process.toml"), staff_);
    EXPECT_EQ(created.exit_code, 0) << created.output;
  }
  Finished Simulate(const std::string& arguments, const Environment& environment) const {
    return Urna("simulate --server " + server_->address() + " --process street --contest street " +
                    arguments,
                environment);
  }

  const TemporaryFolder folder_;
  Environment staff_;
  std::optional<ServerProcess> server_;
};

TEST_F(SimulateOnAServer, CountsMadeUpVotersOfItsDraft) {
  const std::string arguments =
      "--voters 300 --seed 5 --rule approval --rule equal-shares --tie-break lot --budget 5000 "
      "--budget 2000.50 ";
  const Finished run = Simulate(arguments + "--json", staff_);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const json simulation = json::parse(run.output);
  EXPECT_EQ(simulation["voters"], 300);
  EXPECT_EQ(simulation["currency"], "EUR");
  ASSERT_EQ(simulation["scenarios"].size(), 4);
  EXPECT_EQ(simulation["scenarios"][1]["budget"], "2000.5");
  EXPECT_TRUE(simulation["scenarios"][0]["cost_by_category"].contains("green"));
  EXPECT_EQ(Simulate(arguments + "--json", staff_).output, run.output);
  EXPECT_THAT(Simulate(arguments, staff_).output, HasSubstr("300 votants"));
  EXPECT_THAT(Simulate(arguments + "--lang en", staff_).output, HasSubstr("300 voters"));
}

TEST_F(SimulateOnAServer, TellsNobodyElseOfADraft) {
  const Finished nobody = Simulate("", {});
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.output, HasSubstr("RESOURCE_NOT_FOUND"));
  const Finished wrong = Simulate("--rule borda", staff_);
  EXPECT_EQ(wrong.exit_code, 2) << wrong.output;
  EXPECT_THAT(wrong.output, HasSubstr("expected one of: approval"));
}

}  // namespace
}  // namespace urna::end_to_end
