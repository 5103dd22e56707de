#include "tallying/constraints.h"

#include "tallying/elections.h"

namespace urna::tallying {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Five projects a..e of cost 10 with 5, 4, 3, 2, 1 votes; a, b in the north, the rest in the south;
// a, c are sport.
Profile Example(int64_t budget) {
  Contest contest = MakeContest(BallotFormat::kApproval, budget, {10, 10, 10, 10, 10});
  for (ProjectIndex p = 0; p < 5; ++p) {
    contest.projects[p].area = p < 2 ? "North" : "South";
    if (p % 2 == 0 && p < 4) contest.projects[p].categories = {"Sport"};
  }
  std::vector<Vote> votes;
  for (ProjectIndex last = 0; last < 5; ++last) {
    Vote& vote = votes.emplace_back();
    for (ProjectIndex p = 0; p <= last; ++p) vote.projects.push_back(p);
  }
  return MakeProfile(contest, votes);
}

std::vector<std::string> Funded(int64_t budget, const std::string& rule,
                                const ParameterValues& values) {
  const Profile profile = Example(budget);
  return Ids(profile, CountWith(profile, rule, values).selected);
}

std::vector<std::string> Effects(const Profile& profile, const Outcome& outcome) {
  std::vector<std::string> list;
  for (const ConstraintEffect& effect : outcome.constraints) {
    list.push_back(effect.constraint + " | " + profile.projects()[effect.project].id.text() +
                   " | " + effect.effect);
  }
  return list;
}

TEST(Constraints, WithoutThemNothingChanges) {
  EXPECT_THAT(Funded(30, "approval", {}), ElementsAre("a", "b", "c"));
  const Profile profile = Example(30);
  EXPECT_THAT(CountWith(profile, "approval").constraints, IsEmpty());
}

TEST(Constraints, ThresholdsKeepOutAndSaySo) {
  const Profile profile = Example(50);
  const Outcome outcome = CountWith(profile, "approval", {{"min_votes", "3"}});
  EXPECT_THAT(Ids(profile, outcome.selected), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Effects(profile, outcome),
              ElementsAre("min_votes | d | kept out", "min_votes | e | kept out"));
  // 2 of 5 voters are 40 %: at the threshold a project is in.
  EXPECT_THAT(Funded(50, "approval", {{"min_votes_percent", "40"}}),
              ElementsAre("a", "b", "c", "d"));
}

// Points where ballots have them: a has 3 votes with 3 points, b one with 5, c one with 2.
TEST(Constraints, ThresholdsOfPointsCountPoints) {
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kCumulative, 3, {1, 1, 1}),
                                      {{{0, 1}, {1, 5}}, {{0}, {1}}, {{0}, {1}}, {{2}, {2}}});
  const auto funded = [&](const ParameterValues& values) {
    return Ids(profile, CountWith(profile, "phragmen", values).selected);
  };
  EXPECT_THAT(funded({{"min_votes", "3"}}), ElementsAre("a"));
  EXPECT_THAT(funded({{"min_points", "4"}}), ElementsAre("b"));
  // 3 of 10 points are 30 %: at the threshold a project is in.
  EXPECT_THAT(funded({{"min_points_percent", "30"}}), ElementsAre("a", "b"));
  EXPECT_THAT(funded({{"min_points_percent", "31"}}), ElementsAre("b"));
  EXPECT_THAT(Effects(profile, CountWith(profile, "approval",
                                         {{"min_points", "3"}, {"min_points_percent", "50"}})),
              ElementsAre("min_points | c | kept out", "min_points_percent | a | kept out"));
  // An approval is a point.
  EXPECT_THAT(Funded(50, "approval", {{"min_points", "3"}}), ElementsAre("a", "b", "c"));
}

TEST(Constraints, ThresholdsOfPointsTakeRanksAsTheRuleDoes) {
  const Profile profile =
      MakeProfile(MakeContest(BallotFormat::kOrdinal, 2, {1, 1}), {{{0, 1}, {}}, {{0, 1}, {}}});
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval", {{"min_points", "2"}}).selected),
              ElementsAre("a"));
  EXPECT_THAT(Ids(profile,
                  CountWith(profile, "approval", {{"min_points", "2"}, {"borda", "len"}}).selected),
              ElementsAre("a", "b"));
}

TEST(Constraints, AtMostOneOfIncompatibleProjects) {
  const Profile profile = Example(30);
  const Outcome outcome = CountWith(profile, "approval", {{"incompatible", "a,b,d"}});
  EXPECT_THAT(Ids(profile, outcome.selected), ElementsAre("a", "c", "e"));
  EXPECT_THAT(Effects(profile, outcome), ElementsAre("incompatible: a,b,d | b | kept out",
                                                     "incompatible: a,b,d | d | kept out"));
}

TEST(Constraints, CapsBoundTheMoneyOfACategoryOrArea) {
  EXPECT_THAT(Funded(30, "approval", {{"category_cap", "Sport=10"}}), ElementsAre("a", "b", "d"));
  EXPECT_THAT(Funded(30, "approval", {{"area_cap", "North=15;South=10"}}), ElementsAre("a", "c"));
}

TEST(Constraints, FixedProjectsComeFirst) {
  EXPECT_THAT(Funded(30, "approval", {{"fixed", "e"}}), ElementsAre("e", "a", "b"));
  EXPECT_THAT(Funded(30, "approval", {{"fixed_per_area", "first"}}), ElementsAre("a", "c", "b"));
}

// Whoever seals a contest counts it without voters first: none of their votes may make it one that
// cannot be counted.
TEST(Constraints, WhatMayComeFirstMustFitBeforeThereAreVotes) {
  const auto rule = *MakeRule("approval", {{"fixed_per_area", "first"}, {"fixed", "c"}});
  const auto count = [&](int64_t dear) {
    Contest contest = Example(30).contest();
    contest.projects[1].cost =
        Money::Minor(dear);  // b, of the north; d or e may be first in the south
    return rule->Allocate(MakeProfile(contest, {}), TieBreak::Lexicographic());
  };
  EXPECT_TRUE(count(10).ok());
  EXPECT_TRUE(count(10)->selected == std::vector<ProjectIndex>{2});
  EXPECT_EQ(count(11).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Constraints, FloorsAreSpentFirst) {
  const Profile profile = Example(30);
  const Outcome outcome = CountWith(profile, "approval", {{"area_floor", "South=20"}});
  EXPECT_THAT(Ids(profile, outcome.selected), ElementsAre("c", "d", "a"));
  EXPECT_THAT(Effects(profile, outcome), ElementsAre("area_floor: South | c | funded first",
                                                     "area_floor: South | d | funded first"));
}

TEST(Constraints, WhatIsFundedFirstCountsAgainstCaps) {
  EXPECT_THAT(Funded(40, "approval", {{"fixed", "c"}, {"category_cap", "Sport=10"}}),
              ElementsAre("c", "b", "d", "e"));
}

TEST(Constraints, RefuseWhatTheContestDoesNotHave) {
  const Profile profile = Example(30);
  const auto refusal = [&](const ParameterValues& values) {
    const auto outcome =
        (*MakeRule("approval", values))->Allocate(profile, TieBreak::Lexicographic());
    return std::string(outcome.status().message());
  };
  EXPECT_THAT(refusal({{"fixed", "z"}}), testing::HasSubstr("'z', which is no project"));
  EXPECT_THAT(refusal({{"fixed", "a,b,c,d"}}), testing::HasSubstr("more than the budget"));
  EXPECT_THAT(refusal({{"incompatible", "a,a"}}), testing::HasSubstr("twice"));
  EXPECT_THAT(refusal({{"category_cap", "Sport"}}), testing::HasSubstr("expected NAME=AMOUNT"));
  EXPECT_THAT(refusal({{"area_floor", "West=3"}}),
              testing::HasSubstr("'West', which no project has"));
  EXPECT_FALSE(MakeRule("approval", {{"min_votes", "-1"}}).ok());
}

// Whatever the rule, the constraints hold in the outcome.
TEST(Constraints, HoldForEveryRule) {
  for (const RuleDescription& rule : AllocationRules()) {
    for (int seed = 0; seed < ElectionsToTry(80); ++seed) {
      SmallElections elections(static_cast<uint64_t>(seed) + 5000);
      auto [contest, votes] = elections.Next(BallotFormat::kApproval);
      if (contest.projects.size() < 3) continue;
      for (Project& project : contest.projects) {
        project.area = elections.Below(2) == 0 ? "x" : "y";
      }
      contest.projects[0].area = "x";
      const Profile profile = MakeProfile(contest, votes);
      const int64_t cap = profile.budget().minor() / 3;
      ParameterValues values = {{"incompatible", "a,b;b,c"},
                                {"area_cap", "x=" + std::to_string(cap)},
                                {"min_votes", "2"}};
      const Outcome outcome = CountWith(profile, rule.name, values);
      Money in_x, total;
      std::vector<bool> in(profile.projects().size());
      for (const ProjectIndex p : outcome.selected) {
        EXPECT_FALSE(in[p]) << rule.name;
        in[p] = true;
        total += profile.projects()[p].cost;
        if (profile.projects()[p].area == "x") in_x += profile.projects()[p].cost;
        EXPECT_GE(profile.approvals(p), 2) << rule.name;
      }
      EXPECT_LE(in_x.minor(), cap) << rule.name << " seed " << seed;
      EXPECT_LE(total, profile.budget()) << rule.name << " seed " << seed;
      EXPECT_FALSE((in[0] && in[1]) || (in[1] && in[2])) << rule.name << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace urna::tallying
