// `urna demo`, `urna verify` and `urna tally` as a person runs them: the program, its output, its
// exit code.
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "end_to_end/program.h"
#include "pch.h"
#include "support/plain_count.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// Warnings stand on lines of their own before the object.
json ObjectIn(const std::string& output) {
  const std::size_t begin = output.find("\n{");
  return json::parse(begin == std::string::npos ? output : output.substr(begin + 1), nullptr,
                     false);
}

struct Case {
  std::string file;
  std::string options;
};
void PrintTo(const Case& demo, std::ostream* out) { *out << demo.file << " " << demo.options; }

class DemoTest : public testing::TestWithParam<Case> {};

TEST_P(DemoTest, EndsWithAVerifiedBundleAndTheOutcomeOfTheFile) {
  TemporaryFolder folder;
  const std::string bundle = folder.Sub("bundle");
  const Finished demo = Urna("demo " + Data(GetParam().file) + " --voters 12 --json --out " +
                             bundle + " " + GetParam().options);
  ASSERT_EQ(demo.exit_code, 0) << demo.output;
  const json told = ObjectIn(demo.output);
  ASSERT_TRUE(told.is_object()) << demo.output;
  EXPECT_EQ(told["voters"], 12);
  EXPECT_EQ(told["as_expected"], true);

  const Finished verify =
      Urna("verify " + bundle + " --json --vkey " + told["log_vkey"].get<std::string>());
  ASSERT_EQ(verify.exit_code, 0) << verify.output;
  const json report = ObjectIn(verify.output);
  EXPECT_EQ(report["contests"][0]["selected"], told["selected"]);
  EXPECT_EQ(report["contests"][0]["valid"], 12);
  EXPECT_EQ(report["contests"][0]["invalid"], 0);
  EXPECT_TRUE(report["faults"].empty());

  const std::string result = bundle + "/result/0";
  const Finished tally = Urna("tally " + result + ".pb --json --trace");
  ASSERT_EQ(tally.exit_code, 0) << tally.output;
  EXPECT_EQ(tally.output, ledger::OutcomeMember(WholeFile(result + ".tally")) + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    RealElections, DemoTest,
    testing::Values(
        Case{"toulouse_2022_mirail.pb", ""},
        Case{"katowice_2024_murcki.pb", "--rule file --param min_points=1"},
        Case{"toulouse_2022_mirail.pb", "--rule approval --tie-break lot"},
        Case{"wieliczka_2023.pb", "--rule greedy --tie-break cost-votes"},
        Case{"rochester_2019.pb", "--tie-break order"},
        Case{"synthetic_scoring.pb", "--rule greedy"},
        Case{"synthetic_scoring.pb", "--rule bounded-overspending --tie-break votes-id"},
        Case{"assen_2024.pb", "--param completion=add1 --param then=greedy --tie-break lot"}),
    [](const auto& test) { return "Case" + std::to_string(test.index); });

TEST(Demo, SelectsWhatTallySelectsOnAWholeElection) {
  const std::string file = Data("toulouse_2022_mirail.pb");
  TemporaryFolder folder;
  const Finished demo = Urna("demo " + file + " --json --out " + folder.Sub("bundle"));
  ASSERT_EQ(demo.exit_code, 0) << demo.output;
  EXPECT_THAT(demo.output, HasSubstr("the most supported projects first"));
  const Finished tally = Urna("tally " + file + " --rule file --json");
  ASSERT_EQ(tally.exit_code, 0) << tally.output;
  EXPECT_EQ(ObjectIn(demo.output)["selected"], ObjectIn(tally.output)["selected"]);
  EXPECT_EQ(ObjectIn(demo.output)["cost"], ObjectIn(tally.output)["cost"]);
}

TEST(Demo, RefusesAFileThatItCannotHold) {
  TemporaryFolder folder;
  const std::string file = folder.Sub("points.pb");
  std::ofstream(file) << "META\nkey;value\nbudget;100\nvote_type;scoring\n"
                         "PROJECTS\nproject_id;cost\na;60\nVOTES\nvoter_id;vote;points\n1;a;256\n";
  const Finished demo = Urna("demo " + file);
  EXPECT_EQ(demo.exit_code, 2);
  EXPECT_THAT(demo.output, HasSubstr("256 points to project a"));
  EXPECT_EQ(Urna("demo " + folder.Sub("none.pb")).exit_code, 2);
}

TEST(Verify, NamesTheStepThatADamagedByteBreaks) {
  TemporaryFolder folder;
  const std::string bundle = folder.Sub("bundle");
  ASSERT_EQ(Urna("demo " + Data("toulouse_2022_mirail.pb") + " --voters 5 --json --out " + bundle)
                .exit_code,
            0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bundle)) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(middle);
    const char byte = static_cast<char>(file.get());
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 1));
    file.flush();
    const Finished verify = Urna("verify " + bundle);
    EXPECT_EQ(verify.exit_code, 1) << entry.path() << "\n" << verify.output;
    EXPECT_THAT(verify.output, HasSubstr("does not hold")) << entry.path();
    file.seekp(middle);
    file.put(byte);
  }
  EXPECT_EQ(Urna("verify " + bundle).exit_code, 0);
  EXPECT_EQ(Urna("verify " + folder.Sub("nowhere")).exit_code, 2);
}

}  // namespace
}  // namespace urna::end_to_end
