// What an outcome gives the voters, against a count that is as plain as the definitions.
#include "tallying/simulation.h"

#include <fmt/format.h>

#include "pch.h"
#include "tallying/elections.h"
#include "tallying/synthetic_ballots.h"

namespace urna::tallying {
namespace {

// Whether a group of supporters of an unfunded project could have paid for it with their equal
// shares while each of them got less, even counting it: by trying every group of voters.
bool FailsEjrPlus(const Profile& profile, const std::vector<bool>& funded, ProjectIndex p) {
  const auto voters = static_cast<int64_t>(profile.voters());
  for (uint32_t group = 1; group < (1u << profile.voters()); ++group) {
    int64_t members = 0;
    bool all = true;
    int64_t most = 0;
    for (size_t v = 0; v < profile.voters() && all; ++v) {
      if ((group >> v & 1) == 0) continue;
      ++members;
      bool supports = false;
      int64_t got = profile.projects()[p].cost.minor();
      for (const ProjectIndex q : profile.ballot(v).projects) {
        supports = supports || q == p;
        if (funded[q]) got += profile.projects()[q].cost.minor();
      }
      all = supports;
      most = std::max(most, got);
    }
    if (all && most * voters < profile.budget().minor() * members) return true;
  }
  return false;
}

TEST(Measures, AreThoseOfTheirDefinitions) {
  SmallElections elections(11);
  for (int i = 0; i < ElectionsToTry(200); ++i) {
    auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    if (votes.size() > 10) votes.resize(10);
    const Profile profile = MakeProfile(contest, votes);
    const Outcome outcome = CountWith(profile, "greedy");
    const Measures measures = Measure(profile, outcome.selected);
    std::vector<bool> funded(profile.projects().size());
    for (const ProjectIndex p : outcome.selected) funded[p] = true;
    int64_t nothing = 0, projects = 0, money = 0;
    for (size_t v = 0; v < profile.voters(); ++v) {
      int64_t own = 0;
      for (const ProjectIndex p : profile.ballot(v).projects) {
        if (!funded[p]) continue;
        ++own;
        money += profile.projects()[p].cost.minor();
      }
      projects += own;
      nothing += own == 0;
    }
    const auto voters = static_cast<int64_t>(profile.voters());
    EXPECT_EQ(measures.with_nothing, nothing);
    EXPECT_EQ(measures.average_projects, Ratio(projects, voters));
    EXPECT_EQ(measures.average_money, Ratio(money, voters));
    std::vector<ProjectIndex> failures;
    for (ProjectIndex p = 0; p < funded.size(); ++p) {
      if (!funded[p] && FailsEjrPlus(profile, funded, p)) failures.push_back(p);
    }
    EXPECT_EQ(measures.ejr_plus_failures, failures);
  }
}

TEST(Spending, IsThatOfEachLabelEvenWhereItIsNothing) {
  Contest contest = MakeContest(BallotFormat::kApproval, 100, {10, 20, 30, 40});
  contest.projects[0].categories = {"parks", "schools"};
  contest.projects[1].categories = {"parks"};
  contest.projects[2].categories = {"roads"};
  contest.projects[0].area = "north";
  contest.projects[2].area = "south";
  const Profile profile = MakeProfile(contest, {});
  const auto told = [](const std::vector<Spending>& spending) {
    std::vector<std::string> lines;
    for (const Spending& spent : spending) {
      lines.push_back(fmt::format("{} {} {}", spent.label, spent.projects, spent.cost.minor()));
    }
    return lines;
  };
  EXPECT_EQ(told(SpendingByCategory(profile, {0, 1, 3})),
            (std::vector<std::string>{"parks 2 30", "roads 0 0", "schools 1 10"}));
  EXPECT_EQ(told(SpendingByArea(profile, {0, 1, 3})),
            (std::vector<std::string>{"north 1 10", "south 0 0"}));
}

TEST(Simulation, CountsWithTheBudgetThatIsGiven) {
  const Profile profile = ApprovalProfile(10, {4, 8}, {{0, 1}, {1}, {0}});
  const auto rule = MakeRule("approval").value();
  const auto as_it_is = Simulate(profile, *rule, TieBreak::Lexicographic(), std::nullopt);
  ASSERT_TRUE(as_it_is.ok());
  EXPECT_EQ(as_it_is->budget, Money::Minor(10));
  EXPECT_EQ(Ids(profile, as_it_is->outcome.selected), (std::vector<std::string>{"a"}));
  EXPECT_EQ(as_it_is->measures.with_nothing, 1);
  const auto larger = Simulate(profile, *rule, TieBreak::Lexicographic(), Money::Minor(12));
  ASSERT_TRUE(larger.ok());
  EXPECT_EQ(larger->budget, Money::Minor(12));
  EXPECT_EQ(larger->outcome.cost, Money::Minor(12));
  EXPECT_EQ(larger->measures.with_nothing, 0);
  EXPECT_EQ(Simulate(profile, *rule, TieBreak::Lexicographic(), Money::Minor(-1)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Every rule whose count can be long ends soon after it is told to, wherever it is.
TEST(Counts, EndWhereTheyAreStopped) {
  const Profile profile =
      MakeBallots(MakeContest(BallotFormat::kApproval, 3000, std::vector<int64_t>(24, 499)),
                  {.seed = 1, .voters = 200})
          .value();
  const std::pair<const char*, ParameterValues> kRules[] = {
      {"equal-shares", {}},
      {"equal-shares", {{"completion", "add1"}}},
      {"equal-shares", {{"fixed", "a"}}},
      {"bounded-overspending", {}},
      {"phragmen", {}},
      {"maximin-support", {}},
  };
  for (const auto& [name, parameters] : kRules) {
    SCOPED_TRACE(name);
    const auto rule = MakeRule(name, parameters).value();
    int64_t asked = 0;
    const AllocateOptions never = {.stop = [&asked] { return ++asked < 0; }};
    ASSERT_TRUE(rule->Allocate(profile, TieBreak::Lexicographic(), never).ok());
    ASSERT_GT(asked, 2);
    for (const int64_t at : {int64_t{1}, asked / 2, asked}) {
      int64_t left = at, beyond = 0;
      const AllocateOptions options = {.stop = [&] {
        if (left > 0) --left;
        beyond += left == 0;
        return left == 0;
      }};
      EXPECT_EQ(rule->Allocate(profile, TieBreak::Lexicographic(), options).status().code(),
                absl::StatusCode::kCancelled);
      EXPECT_LT(beyond, 5);
    }
  }
}

}  // namespace
}  // namespace urna::tallying
