// `urna tally`, `urna compare` and `urna pabulib check` as a person runs them: what is printed,
// what is written, and the exit code.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "end_to_end/program.h"
#include "pch.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string WriteFile(const TemporaryFolder& folder, const std::string& name,
                      const std::string& text) {
  const std::string path = folder.Sub(name);
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

// What a report was made of; it stands in the page as data.
json DocumentOf(const std::string& page) {
  const std::string mark = "<script type=\"application/json\" id=\"outcome\">";
  const std::size_t begin = page.find(mark);
  if (begin == page.npos) return {};
  const std::size_t from = begin + mark.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from));
}

// docs/rules.md works this one out by hand.
const std::string kNeighbourhood = Data("neighbourhood.pb");

TEST(Tally, PrintsTheOutcomeAsJson) {
  const Finished run =
      Urna("tally " + kNeighbourhood + " --rule equal-shares --param utility=cost --json");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const json outcome = json::parse(run.output);
  EXPECT_EQ(outcome["selected"], (json{"A", "D", "E"}));
  EXPECT_EQ(outcome["cost"], "9400");
  EXPECT_EQ(outcome["budget"], "12500");
  EXPECT_FALSE(outcome.contains("rounds"));
}

TEST(Tally, TellsEveryRoundWhenAsked) {
  const std::string command = "tally " + kNeighbourhood + " --rule equal-shares --trace";
  const json outcome = json::parse(Urna(command + " --json").output);
  ASSERT_EQ(outcome["rounds"].size(), 3);
  EXPECT_EQ(outcome["rounds"][0]["project"], "A");
  EXPECT_FALSE(outcome["shortfalls"].empty());
  const Finished people = Urna(command + " --explain --lang en");
  EXPECT_EQ(people.exit_code, 0);
  EXPECT_THAT(people.output, HasSubstr("Spent €9,400, left €3,100."));
  EXPECT_THAT(people.output,
              HasSubstr("Playground (A): funded; at most 16.67% of the cost for a supporter"));
  EXPECT_THAT(Urna(command + " --lang fr --param utility=cardinality").output,
              Not(HasSubstr("par soutien")));
  EXPECT_THAT(people.output, HasSubstr("Not funded: Skate park (B), 5 votes, cost €5,000."));
}

TEST(Tally, SpeaksTheLanguageOfTheFileOrTheOneThatIsAskedFor) {
  EXPECT_THAT(Urna("tally " + kNeighbourhood).output, HasSubstr("Projets financés"));
  EXPECT_THAT(Urna("tally " + kNeighbourhood + " --lang en").output, HasSubstr("Funded projects"));
  EXPECT_EQ(Urna("tally " + kNeighbourhood + " --lang xx").exit_code, 2);
  const TemporaryFolder folder;
  const std::string report = folder.Sub("report.html");
  for (const std::string command : {"tally", "compare"}) {
    for (const std::string language : {"fr", "en"}) {
      const std::string given = language == "fr" ? "" : " --lang en";
      ASSERT_EQ(Urna(command + " " + kNeighbourhood + given + " --html " + report).exit_code, 0);
      EXPECT_EQ(DocumentOf(WholeFile(report))["language"], language) << command;
    }
  }
}

TEST(Tally, RefusesWhatItCannotCountAndSaysWhatWouldDo) {
  const TemporaryFolder folder;
  const std::string bad = WriteFile(folder, "bad.pb", "META\nkey;value\nbudget;x\n");
  const struct {
    std::string arguments, says;
  } cases[] = {
      {kNeighbourhood + " --rule borda", "expected one of: approval"},
      {kNeighbourhood + " --rule greedy --param colour=red", "colour"},
      {kNeighbourhood + " --rule equal-shares --param increment=-1", "increment"},
      {kNeighbourhood + " --tie-break order:A,B", "order"},
      {kNeighbourhood + " --tie-break lot", "lot"},
      {bad, "bad.pb:3: "},
      {folder.Sub("missing.pb"), "cannot read"},
  };
  for (const auto& refused : cases) {
    const Finished run = Urna("tally " + refused.arguments + " --json");
    EXPECT_EQ(run.exit_code, 2) << refused.arguments;
    EXPECT_THAT(run.output, HasSubstr(refused.says));
    EXPECT_THAT(run.output, Not(HasSubstr("\"selected\"")));
  }
}

TEST(Tally, SaysWhenTheReportCannotBeWritten) {
  const Finished run = Urna("tally " + kNeighbourhood + " --html " +
                            TemporaryFolder().Sub("no/such/folder/report.html"));
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.output, HasSubstr("cannot be written"));
}

// A page that a citizen can open anywhere: nothing is fetched, and nothing runs but what it was built with.
void ExpectSelfContained(const std::string& page) {
  EXPECT_THAT(page, HasSubstr("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("name=\"viewport\""));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"));
  for (const char* fetched : {" src=", "<link rel=\"stylesheet", "@import", "url(http", "fetch("}) {
    EXPECT_THAT(page, Not(HasSubstr(fetched)));
  }
}

TEST(Tally, WritesAPageForCitizens) {
  const TemporaryFolder folder;
  // A name that is markup must come out as text.
  std::string text = WholeFile(kNeighbourhood);
  text.replace(text.find("Playground"), 10, "</script><b onclick=\"x\">Play & co</b>");
  const std::string file = WriteFile(folder, "odd.pb", text);
  const std::string report = folder.Sub("report.html");
  const Finished run = Urna("tally " + file + " --rule equal-shares --html " + report);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const std::string page = WholeFile(report);
  ExpectSelfContained(page);
  EXPECT_THAT(page, Not(HasSubstr("<b onclick")));
  const json told = DocumentOf(page);
  EXPECT_EQ(told["kind"], "outcome");
  EXPECT_EQ(told["projects"][0]["name"][0]["text"], "</script><b onclick=\"x\">Play & co</b>");
  for (std::size_t p = 1; p < 5; ++p) {
    EXPECT_THAT(told["projects"][p]["name"][0]["text"],
                testing::AnyOf("Skate park", "Trees", "Benches", "Beehives"));
  }
}

// What a report tells is what the command tells.
TEST(Tally, TellsTheSameInItsReport) {
  const TemporaryFolder folder;
  const std::string report = folder.Sub("report.html");
  const std::string file = Data("wieliczka_2023.pb");
  const std::string rule = " --rule approval --explain --trace --json";
  const Finished run = Urna("tally " + file + rule + " --html " + report);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  json outcome = json::parse(run.output);
  json told = DocumentOf(WholeFile(report));
  EXPECT_EQ(told["explanations"], outcome["explanations"]);
  outcome.erase("explanations");
  EXPECT_EQ(told["outcome"], outcome);
  EXPECT_EQ(told["voters"], 6586);
  EXPECT_EQ(told["budget"], "1000000");
  EXPECT_EQ(told["currency"], "PLN");
  EXPECT_EQ(told["closed"], "2023-04-21");
  EXPECT_EQ(told["projects"].size(), 64);
  EXPECT_EQ(told["projects"][0]["place"], (json{20.0835982, 49.9873919}));
  EXPECT_EQ(told["projects"][0]["name"][0]["language"], "pl");
  const json others =
      json::parse(Urna("compare " + file + " --json --rule phragmen --rule equal-shares").output);
  for (const json& other : others["rules"]) {
    EXPECT_NE(std::find(told["compared"].begin(), told["compared"].end(), other),
              told["compared"].end());
  }
}

TEST(Tally, TellsHowManyPayOnlyWhereSomebodyDoes) {
  const TemporaryFolder folder;
  const std::string report = folder.Sub("report.html");
  const std::string command = "tally " + kNeighbourhood + " --html " + report + " --rule ";
  ASSERT_EQ(Urna(command + "approval").exit_code, 0);
  const json approval = DocumentOf(WholeFile(report));
  for (const json& round : approval["outcome"]["rounds"]) EXPECT_FALSE(round.contains("payers"));
  ASSERT_EQ(Urna(command + "equal-shares").exit_code, 0);
  const json rounds = DocumentOf(WholeFile(report))["outcome"]["rounds"];
  EXPECT_EQ(rounds[0]["payers"], 6);
  EXPECT_EQ(rounds[0]["largest"], "1000");
}

TEST(Compare, SetsRulesSideBySide) {
  const TemporaryFolder folder;
  const std::string page = folder.Sub("compare.html");
  const Finished run = Urna("compare " + kNeighbourhood +
                            " --rule approval --rule equal-shares:completion=add1,then=greedy "
                            "--json --html " +
                            page);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const json told = json::parse(run.output);
  ASSERT_EQ(told["rules"].size(), 2);
  EXPECT_EQ(told["rules"][0]["selected"], (json{"A", "B", "E"}));
  EXPECT_EQ(told["rules"][0]["voters_with_nothing"], 2);
  EXPECT_EQ(told["rules"][0]["exclusion_ratio"], "1/5");
  // The benches' supporters deserved them.
  EXPECT_EQ(told["rules"][0]["ejr_plus_failures"], json{"D"});
  EXPECT_EQ(told["rules"][1]["selected"], (json{"A", "D", "C", "E"}));
  EXPECT_TRUE(told["rules"][1]["ejr_plus_failures"].empty());
  ExpectSelfContained(WholeFile(page));
  const json document = DocumentOf(WholeFile(page));
  EXPECT_EQ(document["kind"], "comparison");
  EXPECT_EQ(document["compared"], told["rules"]);
}

TEST(Compare, TakesValuesThatHoldCommas) {
  const std::string command = "compare " + kNeighbourhood + " --json --lang en --rule ";
  const json rules =
      json::parse(Urna(command + "\"greedy:incompatible=A,B;C,D,E,unsupported=fund,fixed=B,C\"")
                      .output)["rules"];
  EXPECT_EQ(rules[0]["parameters"]["incompatible"], "A,B;C,D,E");
  EXPECT_EQ(rules[0]["parameters"]["unsupported"], "fund");
  EXPECT_EQ(rules[0]["parameters"]["fixed"], "B,C");
  EXPECT_EQ(rules[0]["selected"], (json{"B", "C"}));
  EXPECT_THAT(Urna(command + "greedy:unsuported=fund,fixed=B").output, HasSubstr("unsuported"));
  EXPECT_THAT(Urna(command + "greedy:fixed=B,unsuported=fund").output, HasSubstr("unsuported"));
  for (const char* odd : {"greedy:", "greedy:,", "greedy:fixed", ":fixed=A", "greedy:=A"}) {
    EXPECT_EQ(Urna(command + odd).exit_code, 2) << odd;
  }
}

// The rule that a city announced belongs beside those that it could have taken.
TEST(Compare, CountsByTheFilesOwnRuleToo) {
  const TemporaryFolder folder;
  std::string text = WholeFile(kNeighbourhood);
  text.replace(text.find("currency;EUR"), 12, "currency;EUR\nrule;greedy-no-skip");
  const Finished run =
      Urna("compare " + WriteFile(folder, "own.pb", text) + " --json --rule greedy --rule file");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const json rules = json::parse(run.output)["rules"];
  EXPECT_EQ(rules[0]["selected"], (json{"E", "D", "C", "A"}));
  EXPECT_EQ(rules[1]["selected"], (json{"A", "B"}));
}

TEST(Compare, RefusesARuleThatItDoesNotKnow) {
  const Finished run = Urna("compare " + kNeighbourhood + " --rule approval --rule dice");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.output, HasSubstr("'dice'"));
}

TEST(PabulibCheck, ReportsEveryDepartureWithItsLine) {
  const TemporaryFolder folder;
  const Finished clean = Urna("pabulib check " + kNeighbourhood);
  EXPECT_EQ(clean.exit_code, 0);
  EXPECT_THAT(clean.output, HasSubstr("0 departures from the format"));

  std::string text = WholeFile(kNeighbourhood);
  text.replace(text.find("num_votes;10"), 12, "num_votes;7\nmax_length;1");
  text += "11;A,Z,A\n";
  const std::string odd = WriteFile(folder, "odd.pb", text);
  const Finished run = Urna("pabulib check " + kNeighbourhood + " " + odd);
  EXPECT_EQ(run.exit_code, 1);
  for (const char* departure :
       {"odd.pb:8: num_votes is 7", "breaks a limit of META", "'Z', which is no project",
        "lists 'A' twice", "votes is 6, but 7 ballots list the project"}) {
    EXPECT_THAT(run.output, HasSubstr(departure));
  }
  EXPECT_EQ(Urna("pabulib check " + folder.Sub("missing.pb")).exit_code, 2);
}

}  // namespace
}  // namespace urna::end_to_end
