#include "tallying/completion.h"

#include "tallying/elections.h"
#include "tallying/plain_equal_shares.h"

namespace urna::tallying {
namespace {

struct Variant {
  const char* name;
  bool whole, exact_first, exhaustive, over_all;
};

constexpr Variant kVariants[] = {
    {"add1", false, false, true, false},          {"add1-tool", true, false, true, true},
    {"add1-wieliczka", true, true, false, false}, {"add1-whole", true, false, false, false},
    {"add1-swiecie", false, false, false, false},
};

// The definition, on the plain runs: raise the endowment step by step, keep the last outcome before
// the first that costs more than the budget.
std::vector<ProjectIndex> PlainCompletion(const Profile& profile, const Variant& variant,
                                          int64_t increment) {
  std::vector<Rational> costs;
  Rational supported;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    costs.emplace_back(profile.projects()[p].cost.minor());
    if (profile.approvals(p) > 0) supported += costs.back();
  }
  std::vector<std::vector<Rational>> utility(profile.voters(), std::vector<Rational>(costs.size()));
  for (size_t v = 0; v < profile.voters(); ++v) {
    for (const ProjectIndex p : profile.ballot(v).projects) {
      utility[v][p] = costs[p] == 0 ? Rational(1) : costs[p];
    }
  }
  const std::vector<uint32_t> ranks = *TieBreak::Lexicographic().Ranks(profile);
  const Rational budget = profile.budget().minor();
  const Rational share = budget / static_cast<long>(profile.voters());
  const auto run = [&](const Rational& endowment) {
    return PlainEqualShares(costs, utility, endowment, ranks).selected;
  };
  const auto cost = [&](const std::vector<ProjectIndex>& set) {
    Rational sum;
    for (const ProjectIndex p : set) sum += costs[p];
    return sum;
  };
  std::vector<ProjectIndex> last = run(share);
  if (supported <= budget && !(variant.exhaustive && !variant.over_all)) return last;
  const Rational start =
      variant.whole ? Rational(Integer(share.get_num() / share.get_den())) : share;
  for (int64_t step = 0;; ++step) {
    const Rational endowment =
        step == 0 && variant.exact_first ? share : Rational(start + increment * step);
    const std::vector<ProjectIndex> next = run(endowment);
    if (cost(next) > budget) return last;
    last = next;
    bool fits = false;
    for (ProjectIndex p = 0; p < costs.size(); ++p) {
      if (std::find(last.begin(), last.end(), p) != last.end()) continue;
      if (!variant.over_all && profile.approvals(p) == 0) continue;
      fits = fits || cost(last) + costs[p] <= budget;
    }
    if (variant.exhaustive && !fits) return last;
  }
}

TEST(Completion, RaisesTheEndowmentAsDefined) {
  for (int seed = 0; seed < ElectionsToTry(150); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) * 13);
    auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    int64_t largest = 0;
    for (const Project& project : contest.projects)
      largest = std::max(largest, project.cost.minor());
    const int64_t increment = std::max<int64_t>(1, largest / 40);
    const Profile profile = MakeProfile(contest, votes);
    for (const Variant& variant : kVariants) {
      const Outcome outcome = CountWith(profile, "equal-shares",
                                        {{"utility", "cost"},
                                         {"completion", variant.name},
                                         {"increment", std::to_string(increment)}});
      ASSERT_EQ(outcome.selected, PlainCompletion(profile, variant, increment))
          << variant.name << " seed " << seed;
    }
  }
}

TEST(Completion, ParametersOfItsOwnMakeAnyPreset) {
  SmallElections elections(77);
  for (int i = 0; i < 50; ++i) {
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    ParameterValues own = {{"completion", "add1"},
                           {"start", "whole"},
                           {"until", "exhaustive"},
                           {"exhaustive_over", "all"},
                           {"increment", "5000"}};
    const Outcome a = CountWith(profile, "equal-shares", own);
    const Outcome b =
        CountWith(profile, "equal-shares", {{"completion", "add1-tool"}, {"increment", "5000"}});
    EXPECT_EQ(a.selected, b.selected);
  }
}

TEST(Completion, TheOutcomeNamesWhatWasUsed) {
  const Profile profile = ApprovalProfile(10, {4, 5, 9}, {{0, 1}, {1, 2}, {2}});
  const Outcome outcome = CountWith(profile, "equal-shares", {{"completion", "add1-tool"}});
  EXPECT_EQ(outcome.parameters.at("start"), "whole");
  EXPECT_EQ(outcome.parameters.at("until"), "exhaustive");
  EXPECT_EQ(outcome.parameters.at("exhaustive_over"), "all");
  EXPECT_EQ(outcome.parameters.at("increment"), "1");
  EXPECT_EQ(CountWith(profile, "equal-shares").parameters.count("increment"), 0u);
}

// One voter's project costs all the budget, which only a wallet as large buys: however many runs
// are counted, what was reached is an outcome.
TEST(Completion, EndsAfterTheMostRunsWithTheLastOutcomeWithinTheBudget) {
  const Profile profile = ApprovalProfile(1000, {1000, 10}, {{0}, {1}, {1}, {1}});
  const std::vector<uint32_t> ranks = *TieBreak::Lexicographic().Ranks(profile);
  const SelectionLimits limits(profile);
  ParameterValues values =
      (*MakeRule("equal-shares", {{"completion", "add1-swiecie"}}))->parameters();
  const auto completion = Completion::FromParameters(values, 0, &values);
  ASSERT_TRUE(completion.ok());
  Utilities utilities(profile, Utility::kCost, BordaPoints::kLengthMinusOne);
  const CompletedRun run = completion->Run({profile, ranks, limits}, utilities, 100);
  EXPECT_EQ(run.runs, 100);
  EXPECT_EQ(run.endowment, 250 + 99);
  EXPECT_EQ(run.run.selected, std::vector<ProjectIndex>{1});
}

TEST(Completion, RefusesAnIncrementFinerThanTheMoney) {
  const Profile profile = ApprovalProfile(10, {4, 5}, {{0, 1}});
  const auto outcome = (*MakeRule("equal-shares", {{"completion", "add1"}, {"increment", "0.5"}}))
                           ->Allocate(profile, TieBreak::Lexicographic());
  EXPECT_THAT(std::string(outcome.status().message()), testing::HasSubstr("increment is 0.5"));
  EXPECT_FALSE(MakeRule("equal-shares", {{"increment", "0"}}).ok());
}

TEST(Comparison, GivesWayToApprovalOnlyIfMoreVotersGainByIt) {
  // Equal shares funds the two small projects of the minority first; the majority of four wants the
  // large one, which only approval funds.
  const Profile profile =
      ApprovalProfile(100, {90, 15, 15}, {{0}, {0}, {0}, {0}, {1, 2}, {1, 2}, {1}});
  const ParameterValues plain = {{"then", "greedy"}};
  const ParameterValues safe = {{"then", "greedy"}, {"comparison", "approval"}};
  EXPECT_THAT(Ids(profile, CountWith(profile, "equal-shares", plain).selected),
              testing::ElementsAre("b", "c"));
  const Outcome outcome = CountWith(profile, "equal-shares", safe);
  EXPECT_THAT(Ids(profile, outcome.selected), testing::ElementsAre("a"));
  EXPECT_EQ(outcome.replaced_by, "approval");
}

}  // namespace
}  // namespace urna::tallying
