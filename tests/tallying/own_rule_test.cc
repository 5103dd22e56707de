#include "tallying/own_rule.h"

#include "tallying/elections.h"
#include "tallying/exclusions.h"

namespace urna::tallying {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

// Four projects with 3, 2, 1, 1 votes, whose META ends with these lines; the first is line 6.
PabulibFile File(const std::string& lines, const std::string& format = "approval") {
  auto file = ParsePabulib("META\nkey;value\nbudget;10\nnum_projects;4\nvote_type;" + format +
                               "\n" + lines +
                               "PROJECTS\nproject_id;cost;votes;category;neighborhood\n"
                               "1;3;3;Sport;North\n2;8;2;Art;North\n3;2;1;Sport;South\n"
                               "4;1;1;Art;South\nVOTES\nvoter_id;vote\na;1,2,3\nb;1,2\nc;1,4\n",
                           "test.pb");
  if (!file.ok()) throw std::runtime_error(std::string(file.status().message()));
  return *std::move(file);
}

OwnRule Read(const std::string& lines, const std::string& format = "approval") {
  auto own = ReadOwnRule(File(lines, format), "test.pb");
  if (!own.ok()) throw std::runtime_error(std::string(own.status().message()));
  return *std::move(own);
}

std::string Refusal(const std::string& lines) {
  return std::string(ReadOwnRule(File(lines), "test.pb").status().message());
}

std::vector<std::string> Funded(const std::string& lines) {
  const PabulibFile file = File(lines);
  const auto own = ReadOwnRule(file, "test.pb");
  return Ids(file.profile, CountWith(file.profile, own->rule, own->parameters).selected);
}

TEST(OwnRule, GreedyGoesDownTheList) {
  EXPECT_THAT(Funded("rule;greedy\n"), ElementsAre("1", "3", "4"));
  EXPECT_THAT(Funded("rule;greedy-no-skip\n"), ElementsAre("1"));
  EXPECT_THAT(Funded("rule;greedy-threshold\nmin_project_score_threshold;2\n"), ElementsAre("1"));
  EXPECT_THAT(Read("rule;greedy\nmin_project_score_threshold;2\n").words,
              ElementsAre("the most supported projects first; one that does not fit is passed over "
                          "(rule, line 6)",
                          "projects with fewer than 2 votes are left out "
                          "(min_project_score_threshold, line 7)"));
}

TEST(OwnRule, ThresholdsAreNotGuessed) {
  EXPECT_THAT(Refusal("rule;greedy\nmin_project_score_threshold;1,000\n"),
              HasSubstr("test.pb:7: min_project_score_threshold: '1,000' may be 1000 or 1.000"));
  EXPECT_THAT(Read("rule;greedy\nmin_project_score_threshold;1\n").words.back(),
              HasSubstr("fewer than 1 vote are left out"));
}

TEST(OwnRule, LimitsPerCategoryAndNeighborhoodAreCaps) {
  const std::string categories = "rule;greedy\ncategories;Sport,Art,None\n";
  EXPECT_THAT(Read(categories + "budget_per_category;4,5,6\n").parameters,
              UnorderedElementsAre(Pair("category_cap", "Sport=4;Art=5")));
  EXPECT_THAT(Funded(categories + "budget_per_category;4,5,6\n"), ElementsAre("1", "4"));
  EXPECT_THAT(Funded("rule;greedy\nneighborhoods;North,South\nbudget_per_neighborhood;8,2\n"),
              ElementsAre("1", "3"));
  EXPECT_THAT(Refusal(categories + "budget_per_category;4,5\n"),
              HasSubstr("test.pb:8: budget_per_category: 2 amounts"));
  EXPECT_THAT(Refusal(categories + "budget_per_category;4,5,6\nleftover_budget;as scored\n"),
              HasSubstr("test.pb:9: leftover_budget: "));
  EXPECT_THAT(Refusal("rule;greedy\ncategories;Sport,Art\nbudget_per_category;4,1.500\n"),
              HasSubstr("test.pb:8: budget_per_category: '1.500' may be 1500 or 1.500"));
}

TEST(OwnRule, ExclusionsAreReadFromTheComment) {
  const std::string comment =
      "comment;#1: By the report, projects 1, 3, and 4 near ul. Nowa could "
      "not all be implemented simultaneously. More.\n";
  EXPECT_THAT(Funded("rule;greedy-exclusive\n" + comment), ElementsAre("1"));
  EXPECT_THAT(Funded("rule;greedy\n" + comment), ElementsAre("1", "3", "4"));
  EXPECT_THAT(Read("rule;greedy-exclusive\n").words,
              testing::Contains("META names no projects that exclude each other"));
  const PabulibFile file = File("");
  EXPECT_THAT(ExclusionsIn("projects 1 and 9 implemented simultaneously", file.profile),
              testing::IsEmpty());
  EXPECT_THAT(ExclusionsIn("projects 1 and 2 implemented simultaneously, projects 3, 4 as well, "
                           "implemented simultaneously",
                           file.profile),
              ElementsAre("1,2", "3,4"));
}

TEST(OwnRule, RulesOfACitysOwnNeedWordsThatAreKnown) {
  EXPECT_THAT(Funded("rule;greedy-custom\ncomment;#1: We fund until the next project on the list "
                     "does not fit within the budget. Then others pay.\n"),
              ElementsAre("1"));
  EXPECT_THAT(Refusal("rule;greedy-custom\ncomment;#1: not strictly\n"),
              HasSubstr("test.pb:6: rule: a rule of the city's own"));
  EXPECT_THAT(Refusal("rule;greedy-custom\n"), HasSubstr("test.pb:6: rule: "));
}

TEST(OwnRule, EqualSharesWithItsCompletionAndComparison) {
  EXPECT_EQ(Read("rule;equalshares\n").rule, "equal-shares");
  EXPECT_THAT(
      Read("rule;equalshares/add1-comparison\n").parameters,
      UnorderedElementsAre(Pair("completion", "add1-swiecie"), Pair("comparison", "approval")));
  EXPECT_THAT(Refusal("rule;equalshares/add2\n"), HasSubstr("'equalshares/add2' is no rule"));
}

TEST(OwnRule, RanksAreWorthWhatTheFileShows) {
  EXPECT_THAT(Read("rule;greedy\n", "ordinal").parameters,
              UnorderedElementsAre(Pair("score", "points"), Pair("borda", "len-1")));
  const auto with = [](const std::string& columns, const std::string& project,
                       const std::string& vote) {
    const auto file = ParsePabulib(
        "META\nkey;value\nbudget;1\nvote_type;ordinal\nrule;greedy\n"
        "PROJECTS\nproject_id;cost;score\n" +
            project + "VOTES\n" + columns + "\n" + vote,
        "test.pb");
    return ReadOwnRule(*file, "test.pb")->parameters.at("borda");
  };
  EXPECT_EQ(with("voter_id;vote", "1;1;2\n2;1;1\n", "a;1,2\n"), "len");
  EXPECT_EQ(with("voter_id;vote", "1;1;1\n2;1;0\n", "a;1,2\n"), "len-1");
  EXPECT_EQ(with("voter_id;vote;points", "1;1;2\n2;1;1\n", "a;1,2;2,1\n"), "len");
  EXPECT_EQ(with("voter_id;vote;points", "1;1;9\n2;1;1\n", "a;1,2;9,1\n"), "ballot");
}

TEST(OwnRule, RefusesWhatMetaDoesNotSay) {
  EXPECT_THAT(Refusal(""), HasSubstr("test.pb:1: META does not say which rule"));
  EXPECT_THAT(Refusal("rule;unknown\n"), HasSubstr("test.pb:6: rule: 'unknown' is no rule"));
  EXPECT_THAT(Refusal("rule;greedyish\n"), HasSubstr("'greedyish' is no rule"));
  EXPECT_THAT(Refusal("rule;greedy-threshold\n"), HasSubstr("has no min_project_score_threshold"));
  EXPECT_THAT(Refusal("rule;greedy\nmin_project_score_threshold;10 %\n"),
              HasSubstr("test.pb:7: min_project_score_threshold: '10 %'"));
}

}  // namespace
}  // namespace urna::tallying
