#include "tallying/explanation.h"

#include <functional>
#include <thread>
#include <vector>

#include "tallying/elections.h"
#include "tallying/measures.h"
#include "tallying/outcome_json.h"

namespace urna::tallying {
namespace {

// Adds ballots for one project until `approval` funds it.
std::optional<int64_t> VotesByTrying(const Contest& contest, const std::vector<Vote>& votes,
                                     ProjectIndex p) {
  // Only votes for p are added, so the other projects keep theirs.
  std::vector<Vote> more = votes;
  for (int64_t added = 0; added <= 40; ++added) {
    const Profile profile = MakeProfile(contest, more);
    const std::vector<ProjectIndex> selected = CountWith(profile, "approval").selected;
    if (std::find(selected.begin(), selected.end(), p) != selected.end()) return added;
    more.push_back({{p}, {}});
  }
  return std::nullopt;
}

TEST(Explanation, TellsTheVotesThatApprovalWouldHaveNeeded) {
  for (int seed = 0; seed < ElectionsToTry(100); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) + 900);
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    const auto rule = MakeRule("approval");
    const Outcome outcome = CountWith(profile, "approval", {}, true);
    const auto explanations = Explain(**rule, profile, TieBreak::Lexicographic(), outcome, {0});
    ASSERT_TRUE(explanations.ok());
    for (const Explanation& explanation : explanations->projects) {
      if (explanation.place) continue;
      EXPECT_EQ(explanation.votes_lacked, VotesByTrying(contest, votes, explanation.project))
          << "seed " << seed;
    }
  }
}

bool Funds(const Profile& profile, Money budget, const std::string& rule,
           const ParameterValues& parameters, ProjectIndex p) {
  const std::vector<ProjectIndex> selected =
      CountWith(*profile.WithBudget(budget), rule, parameters).selected;
  return std::find(selected.begin(), selected.end(), p) != selected.end();
}

TEST(Explanation, TellsTheSmallestBudgetToTheMinorUnit) {
  // p3 and p1 are funded; p2 needs 12 with them, p0 19 with all.
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kApproval, 11, {7, 2, 4, 6}, 2),
                                      {{{1, 2, 3}, {}}, {{1, 3}, {}}, {{3}, {}}, {{0, 2}, {}}});
  const auto rule = MakeRule("approval");
  const Outcome outcome = CountWith(profile, "approval", {}, true);
  const auto explanations = Explain(**rule, profile, TieBreak::Lexicographic(), outcome);
  ASSERT_TRUE(explanations.ok());
  EXPECT_EQ(explanations->projects[0].budget_needed, Money::Minor(1900));
  EXPECT_EQ(explanations->projects[2].budget_needed, Money::Minor(1200));
}

// Of all larger budgets, tried one by one.
TEST(Explanation, NoSmallerBudgetWouldHaveDone) {
  const std::pair<const char*, ParameterValues> rules[] = {
      {"approval", {}},
      {"approval", {{"on_unaffordable", "stop"}}},
      {"greedy", {{"unsupported", "fund"}}},
      {"phragmen", {}},
      {"phragmen", {{"on_unaffordable", "skip"}}},
      {"maximin-support", {}},
      {"approval", {{"incompatible", "a,b"}}},
      {"greedy", {{"area_floor", "x=7"}}},
      {"phragmen", {{"area_floor", "x=20"}, {"area_cap", "x=30"}}},
  };
  int found = 0;
  for (int seed = 0; seed < ElectionsToTry(100); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) + 4000);
    auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    if (contest.budget > Money::Minor(400) || contest.projects.size() < 2) continue;
    for (size_t p = 0; p < contest.projects.size(); p += 2) contest.projects[p].area = "x";
    const Profile profile = MakeProfile(contest, votes);
    for (const auto& [name, parameters] : rules) {
      const Outcome outcome = CountWith(profile, name, parameters, true);
      const auto explanations =
          Explain(**MakeRule(name, parameters), profile, TieBreak::Lexicographic(), outcome);
      ASSERT_TRUE(explanations.ok());
      for (const Explanation& explanation : explanations->projects) {
        if (explanation.place) continue;
        std::optional<Money> smallest;
        for (int64_t b = contest.budget.minor() + 1; b <= 2 * contest.budget.minor(); ++b) {
          if (!Funds(profile, Money::Minor(b), name, parameters, explanation.project)) continue;
          smallest = Money::Minor(b);
          break;
        }
        EXPECT_EQ(explanation.budget_needed, smallest)
            << name << " seed " << seed << " project " << explanation.project;
        found += smallest.has_value();
      }
    }
  }
  EXPECT_GT(found, 50);
}

// However early the search is stopped, what it tells is true, and it says how far it came.
TEST(Explanation, TellsWhatItKnewWhenItWasStopped) {
  int told = 0;
  for (int seed = 0; seed < ElectionsToTry(30); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) + 4000);
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    for (const char* const name : {"approval", "equal-shares"}) {
      const Outcome outcome = CountWith(profile, name, {}, true);
      for (const int questions : {0, 3, 30, 300}) {
        int asked = 0;
        const auto explanations = Explain(**MakeRule(name), profile, TieBreak::Lexicographic(),
                                          outcome, {.stop = [&] { return ++asked > questions; }});
        ASSERT_TRUE(explanations.ok());
        EXPECT_EQ(explanations->stopped, asked > questions);
        EXPECT_GE(explanations->tried, profile.budget());
        for (const Explanation& explanation : explanations->projects) {
          if (!explanation.budget_needed) continue;
          EXPECT_LE(*explanation.budget_needed, explanations->tried);
          EXPECT_TRUE(Funds(profile, *explanation.budget_needed, name, {}, explanation.project));
          told += explanations->stopped;
        }
      }
    }
  }
  EXPECT_GT(told, 0);
}

// A larger budget can cost a project its place under equal shares, and no count says where.
TEST(Explanation, AMinorUnitLessDoesNotDo) {
  for (int seed = 0; seed < ElectionsToTry(100); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) + 4000);
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    for (const char* const name : {"equal-shares", "bounded-overspending", "max-welfare"}) {
      const Outcome outcome = CountWith(profile, name, {}, true);
      const auto explanations =
          Explain(**MakeRule(name), profile, TieBreak::Lexicographic(), outcome);
      ASSERT_TRUE(explanations.ok());
      for (const Explanation& explanation : explanations->projects) {
        if (!explanation.budget_needed) continue;
        const ProjectIndex p = explanation.project;
        const Money needed = *explanation.budget_needed;
        EXPECT_TRUE(Funds(profile, needed, name, {}, p)) << name << " seed " << seed;
        EXPECT_FALSE(Funds(profile, needed - Money::Minor(1), name, {}, p)) << name << " " << seed;
      }
    }
  }
}

TEST(Measures, CountWhatVotersGet) {
  const Profile profile = ApprovalProfile(100, {60, 30, 10}, {{0, 1}, {1, 2}, {2}, {}});
  const Measures measures = Measure(profile, {0, 1});
  EXPECT_EQ(measures.with_nothing, 2);
  EXPECT_EQ(measures.average_projects, Rational(3, 4));
  EXPECT_EQ(measures.average_money, 30);
  EXPECT_THAT(measures.voters_by_projects, testing::ElementsAre(2, 1, 1));
  // Two of four voters, worth 50, want the third project for 10; the poorer one has nothing.
  EXPECT_THAT(measures.ejr_plus_failures, testing::ElementsAre(2u));
}

TEST(Explanation, DoesNotDependOnHowManyCountsAreMadeAtOnce) {
  SmallElections elections(4711);
  for (int i = 0; i < 20; ++i) {
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    const auto rule = MakeRule("equal-shares");
    ASSERT_TRUE(rule.ok());
    const TieBreak tie_break = TieBreak::Lexicographic();
    const auto outcome = (*rule)->Allocate(profile, tie_break, {.trace = true});
    ASSERT_TRUE(outcome.ok());
    const auto threads = [](size_t n, const std::function<void(size_t)>& body) {
      std::vector<std::thread> all;
      for (size_t at = n; at > 0; --at) all.emplace_back(body, at - 1);
      for (std::thread& thread : all) thread.join();
    };
    const auto one = Explain(**rule, profile, tie_break, *outcome);
    const auto many =
        Explain(**rule, profile, tie_break, *outcome, {.at_once = 7, .for_each = threads});
    ASSERT_TRUE(one.ok() && many.ok());
    EXPECT_EQ(OutcomeToJson(profile, *outcome, one->projects),
              OutcomeToJson(profile, *outcome, many->projects));
  }
}

// Equal shares with cost utilities satisfies EJR+ up to any project.
TEST(Measures, EqualSharesNeverFailsEjrPlus) {
  for (int seed = 0; seed < ElectionsToTry(); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) + 70000);
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    const Outcome outcome = CountWith(profile, "equal-shares", {{"utility", "cost"}});
    EXPECT_THAT(Measure(profile, outcome.selected).ejr_plus_failures, testing::IsEmpty())
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace urna::tallying
