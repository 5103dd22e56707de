#include "tallying/elections.h"
#include "tallying/measures.h"
#include "tallying/outcome_json.h"

namespace urna::tallying {
namespace {

using testing::ElementsAre;

TEST(ApprovalRule, FundsTheMostSupportedThatFit) {
  const Profile profile = ApprovalProfile(10, {8, 5, 2}, {{0, 1}, {0, 2}, {0}, {1}});
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval").selected), ElementsAre("a", "c"));
}

TEST(ApprovalRule, StopsAtTheFirstThatDoesNotFitIfAsked) {
  const Profile profile = ApprovalProfile(10, {8, 5, 2}, {{0, 1}, {0, 2}, {0}, {1}});
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval", {{"on_unaffordable", "stop"}}).selected),
              ElementsAre("a"));
}

TEST(ApprovalRule, RecordsTiesEvenWhereTheyMadeNoDifference) {
  const Profile profile = ApprovalProfile(100, {1, 1, 1}, {{0, 1, 2}, {2}});
  const Outcome outcome = CountWith(profile, "approval");
  EXPECT_THAT(Ids(profile, outcome.selected), ElementsAre("c", "a", "b"));
  ASSERT_EQ(outcome.ties.size(), 1u);
  EXPECT_EQ(outcome.ties[0].round, 1);
  EXPECT_THAT(outcome.ties[0].tied, ElementsAre(0u, 1u));
}

TEST(ApprovalRule, RanksPointsOnCumulativeBallotsAndVotesIfAsked) {
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kCumulative, 1, {1, 1}),
                                      {{{0, 1}, {1, 5}}, {{0}, {3}}});
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval").selected), ElementsAre("b"));
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval", {{"score", "votes"}}).selected),
              ElementsAre("a"));
}

TEST(Unsupported, IsFundedOnlyIfAsked) {
  // b has no vote, c costs nothing and has none.
  const Profile profile = ApprovalProfile(10, {3, 2, 0}, {{0}, {}});
  for (const char* const rule : {"approval", "greedy"}) {
    const Outcome skipped = CountWith(profile, rule, {}, true);
    EXPECT_THAT(Ids(profile, skipped.selected), ElementsAre("a")) << rule;
    EXPECT_EQ(skipped.rounds.size(), 1u) << rule;
    EXPECT_TRUE(skipped.ties.empty()) << rule;
    EXPECT_EQ(skipped.parameters.at("unsupported"), "skip") << rule;
    const Outcome funded = CountWith(profile, rule, {{"unsupported", "fund"}});
    EXPECT_THAT(Ids(profile, funded.selected), ElementsAre("a", "b", "c")) << rule;
    EXPECT_EQ(funded.ties.size(), 1u) << rule;
  }
  const auto filled = [&](const ParameterValues& more) {
    ParameterValues values = {{"then", "greedy"}};
    values.insert(more.begin(), more.end());
    return Ids(profile, CountWith(profile, "equal-shares", values).selected);
  };
  EXPECT_THAT(filled({}), ElementsAre("a"));
  EXPECT_THAT(filled({{"unsupported", "fund"}}), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(CountWith(profile, "equal-shares").parameters.contains("unsupported"));
}

// Borda points of the last of a ranking are 0 where `borda` says so.
TEST(Unsupported, IsWhatHasNoPointsWherePointsCount) {
  const Profile profile =
      MakeProfile(MakeContest(BallotFormat::kOrdinal, 10, {1, 1}), {{{0, 1}, {}}});
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval", {{"score", "points"}}).selected),
              ElementsAre("a"));
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval").selected), ElementsAre("a", "b"));
}

TEST(GreedyRule, RanksBySupportPerCost) {
  const Profile profile = ApprovalProfile(10, {9, 3, 0}, {{0, 1}, {0, 1}, {0}, {2}});
  // c costs nothing; b has 2 votes for 3, a 3 votes for 9.
  EXPECT_THAT(Ids(profile, CountWith(profile, "greedy").selected), ElementsAre("c", "b"));
}

TEST(GreedyRule, ComparesBeyondTheReachOfDoubles) {
  // 3 votes per 3 * 10^15 + 3 against 1 vote per 10^15 + 1: equal. One unit more is worse.
  const int64_t big = 1'000'000'000'000'001;
  const Profile equal = ApprovalProfile(1, {3 * big, big}, {{0, 1}, {0}, {0}});
  EXPECT_EQ(CountWith(equal, "greedy").ties.size(), 1u);
  const Profile worse = ApprovalProfile(1, {3 * big + 1, big}, {{0, 1}, {0}, {0}});
  const Outcome outcome = CountWith(worse, "greedy", {}, true);
  EXPECT_TRUE(outcome.ties.empty());
  EXPECT_EQ(outcome.rounds[0].project, 1u);
}

TEST(Borda, HasTwoDefinitions) {
  // a first of two (1 or 2 points), b second (0 or 1); c alone on two ballots (0 or 1 each).
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kOrdinal, 1, {1, 1, 1}),
                                      {{{0, 1}, {}}, {{2}, {}}, {{2}, {}}, {{2}, {}}});
  const ParameterValues points = {{"score", "points"}};
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval", points).selected), ElementsAre("a"));
  EXPECT_THAT(Ids(profile,
                  CountWith(profile, "approval", {{"score", "points"}, {"borda", "len"}}).selected),
              ElementsAre("c"));
}

TEST(Borda, GivesWayToThePointsOfTheBallots) {
  Contest contest = MakeContest(BallotFormat::kOrdinal, 1, {1, 1, 1});
  const ParameterValues points = {{"score", "points"}, {"borda", "ballot"}};
  const auto refused = (*MakeRule("approval", points))
                           ->Allocate(MakeProfile(contest, {}), TieBreak::Lexicographic());
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("borda is 'ballot'"));

  contest.ranked_points = true;
  // b is second twice, with 4 points each time; a is first once, with 5.
  const Profile profile =
      MakeProfile(contest, {{{0, 1}, {5, 4}}, {{2, 1}, {5, 4}}, {{2}, {0}}, {{2}, {0}}});
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval", points).selected), ElementsAre("b"));
  EXPECT_THAT(
      Ids(profile, CountWith(profile, "equal-shares", {{"borda", "ballot"}, {"completion", "add1"}})
                       .selected),
      ElementsAre("b"));
  // The ranks remain what they were.
  EXPECT_EQ(profile.approvals(2), 3);
  EXPECT_THAT(Ids(profile, CountWith(profile, "approval").selected), ElementsAre("c"));
}

TEST(Rules, RefuseWhatTheyDoNotKnow) {
  EXPECT_THAT(std::string(MakeRule("coin-toss").status().message()),
              testing::HasSubstr("expected one of: approval"));
  EXPECT_THAT(std::string(MakeRule("approval", {{"colour", "red"}}).status().message()),
              testing::HasSubstr("no parameter 'colour'"));
  EXPECT_THAT(std::string(MakeRule("approval", {{"on_unaffordable", "panic"}}).status().message()),
              testing::HasSubstr("expected skip | stop"));
}

TEST(Rules, TakeNoPointsForNoSupport) {
  // Two of three give b no points.
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kScoring, 119, {60, 60}),
                                      {{{0, 1}, {5, 0}}, {{0, 1}, {5, 0}}, {{1}, {5}}});
  for (const RuleDescription& rule : AllocationRules()) {
    EXPECT_THAT(Ids(profile, CountWith(profile, rule.name).selected), ElementsAre("a"))
        << rule.name;
    EXPECT_THAT(
        Ids(profile, CountWith(profile, rule.name, {}, false, TieBreak::VotesId()).selected),
        ElementsAre("a"))
        << rule.name;
  }
  const Outcome outcome = CountWith(profile, "approval", {{"min_votes", "2"}});
  ASSERT_EQ(outcome.constraints.size(), 1u);
  EXPECT_EQ(outcome.constraints[0].project, 1u);
  EXPECT_EQ(Measure(profile, {1}).with_nothing, 2);
}

// What costs nothing and is wanted is funded first, whatever it is worth to whom.
TEST(Rules, FundWhatCostsNothingFirst) {
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kCumulative, 9, {4, 0, 5}),
                                      {{{0, 1}, {5, 1}}, {{0, 2}, {4, 2}}});
  for (const char* const rule : {"equal-shares", "bounded-overspending", "max-welfare"}) {
    for (const char* const utility : {"cost", "cardinality", "points"}) {
      EXPECT_EQ(CountWith(profile, rule, {{"utility", utility}}).selected.at(0), 1u)
          << rule << " " << utility;
    }
  }
  for (const char* const rule : {"greedy", "phragmen", "maximin-support"}) {
    EXPECT_EQ(CountWith(profile, rule).selected.at(0), 1u) << rule;
  }
}

TEST(Rules, CountWithoutVotersOrProjects) {
  for (const RuleDescription& rule : AllocationRules()) {
    const Profile nobody = ApprovalProfile(10, {3, 4}, {});
    CountWith(nobody, rule.name);
    const Profile nothing = ApprovalProfile(10, {}, {{}, {}});
    EXPECT_TRUE(CountWith(nothing, rule.name).selected.empty()) << rule.name;
  }
}

// The outcome is a function of the ballots, not of their order, and stays within the budget.
TEST(Rules, DoNotDependOnTheOrderOfVotersAndKeepTheBudget) {
  for (const RuleDescription& rule : AllocationRules()) {
    for (int seed = 0; seed < ElectionsToTry(60); ++seed) {
      SmallElections elections(static_cast<uint64_t>(seed));
      auto [contest, votes] = elections.Next(BallotFormat::kApproval);
      const Profile profile = MakeProfile(contest, votes);
      std::reverse(votes.begin(), votes.end());
      const Profile reversed = MakeProfile(contest, votes);
      const Outcome a = CountWith(profile, rule.name, {}, true);
      EXPECT_EQ(OutcomeToJson(profile, a),
                OutcomeToJson(reversed, CountWith(reversed, rule.name, {}, true)));
      EXPECT_LE(a.cost, profile.budget()) << rule.name << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace urna::tallying
