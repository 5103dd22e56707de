// Real elections against outcomes that independent exact engines computed.
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tallying/elections.h"
#include "tallying/pabulib_reader.h"

namespace urna::tallying {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct Golden {
  std::string election;
  fs::path results;
};
void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.election; }

// What shipped with the tests, and all of $URNA_PABULIB (elections there, results in golden/ref
// beside or inside it) when that is set.
std::vector<Golden> AllGolden() {
  std::vector<Golden> list;
  const auto add = [&list](const fs::path& elections, const fs::path& results,
                           const std::string& ending) {
    if (!fs::is_directory(results)) return;
    for (const auto& entry : fs::directory_iterator(results)) {
      const std::string name = entry.path().filename().string();
      if (name.size() <= ending.size() || name.substr(name.size() - ending.size()) != ending)
        continue;
      const fs::path election = elections / (name.substr(0, name.size() - ending.size()) + ".pb");
      if (fs::exists(election)) list.push_back({election.string(), entry.path()});
    }
  };
  add(URNA_TEST_DATA, URNA_TEST_DATA, ".golden.json");
  if (const char* const folder = std::getenv("URNA_PABULIB")) {
    add(folder, fs::path(folder) / "golden" / "ref", ".json");
    add(folder, fs::path(folder).parent_path() / "golden" / "ref", ".json");
  }
  std::sort(list.begin(), list.end(),
            [](const Golden& a, const Golden& b) { return a.results < b.results; });
  return list;
}

std::optional<std::pair<std::string, ParameterValues>> RuleOf(const std::string& name) {
  static const std::map<std::string, std::pair<std::string, ParameterValues>> kRanked = {
      {"greedy_votes", {"approval", {{"score", "votes"}}}},
      {"greedy_votes_stop", {"approval", {{"score", "votes"}, {"on_unaffordable", "stop"}}}},
      {"greedy_points", {"approval", {{"score", "points"}}}},
      {"greedy_votes_per_cost", {"greedy", {{"score", "votes"}}}},
      {"greedy_points_per_cost", {"greedy", {{"score", "points"}}}},
      {"phragmen", {"phragmen", {}}},
  };
  if (const auto it = kRanked.find(name); it != kRanked.end()) return it->second;
  static const std::map<std::string, std::string> kUtilities = {
      {"cost", "cost"}, {"card", "cardinality"}, {"points", "points"}};
  static const std::map<std::string, std::string> kCompletions = {{"", "none"},
                                                                  {"add1", "add1"},
                                                                  {"add1B", "add1-tool"},
                                                                  {"add1C", "add1-wieliczka"},
                                                                  {"add1D", "add1-whole"},
                                                                  {"add1E", "add1-swiecie"}};
  if (name.rfind("mes_", 0) != 0) return std::nullopt;
  const std::string rest = name.substr(4);
  const size_t cut = rest.find('_');
  std::string completion = cut == std::string::npos ? "" : rest.substr(cut + 1);
  ParameterValues values;
  if (!completion.empty() && completion.back() == 'u') {
    values["then"] = "greedy";
    completion.pop_back();
  }
  const auto utility = kUtilities.find(rest.substr(0, cut));
  const auto known = kCompletions.find(completion);
  if (utility == kUtilities.end() || known == kCompletions.end()) return std::nullopt;
  values["utility"] = utility->second;
  values["completion"] = known->second;
  return std::pair("equal-shares", values);
}

class GoldenElection : public testing::TestWithParam<Golden> {};

TEST_P(GoldenElection, IsReproducedWithTiesByEveryRule) {
  const auto file = ReadPabulibFile(GetParam().election);
  ASSERT_TRUE(file.ok()) << file.status();
  std::ifstream stream(GetParam().results);
  const Json golden = Json::parse(stream);
  size_t compared = 0;
  for (const Json& entry : golden.at("entries")) {
    const std::string name = entry.at("rule");
    auto rule = RuleOf(name);
    ASSERT_TRUE(rule) << name;
    if (name.find("add1") != std::string::npos) {
      rule->second["increment"] =
          std::to_string(entry.value("increment", golden.value("increment", 1)));
    }
    // The engines that made the results fund what nobody supports.
    if (rule->first == "approval" || rule->first == "greedy" || rule->second.contains("then")) {
      rule->second["unsupported"] = "fund";
    }
    const TieBreak tie_break =
        entry.at("tie_break") == "lexico" ? TieBreak::Lexicographic() : TieBreak::CostVotes();
    const Outcome outcome = CountWith(file->profile, rule->first, rule->second, false, tie_break);
    ++compared;
    EXPECT_EQ(Ids(file->profile, outcome.selected),
              entry.at("selected").get<std::vector<std::string>>())
        << name << " " << tie_break.name();
    Json ties = Json::array();
    for (const Tie& tie : outcome.ties) {
      ties.push_back({{"round", tie.round}, {"tied", Ids(file->profile, tie.tied)}});
    }
    // The engine that made these results stopped recording ties at some run of a long completion.
    const Json& expected = entry.at("ties");
    ASSERT_GE(ties.size(), expected.size()) << name << " " << tie_break.name();
    if (name.find("add1") != std::string::npos && ties.size() > expected.size()) {
      ties.erase(ties.begin() + static_cast<ptrdiff_t>(expected.size()), ties.end());
    }
    EXPECT_EQ(ties, expected) << name << " " << tie_break.name();
  }
  EXPECT_GT(compared, 20u);
}

INSTANTIATE_TEST_SUITE_P(Elections, GoldenElection, testing::ValuesIn(AllGolden()),
                         [](const testing::TestParamInfo<Golden>& test) {
                           std::string name = test.param.results.stem().string();
                           for (char& c : name) {
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           }
                           return name + "_" + std::to_string(test.index);
                         });

}  // namespace
}  // namespace urna::tallying
