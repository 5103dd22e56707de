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
    for (const Explanation& explanation : *explanations) {
      if (explanation.place) continue;
      EXPECT_EQ(explanation.votes_lacked, VotesByTrying(contest, votes, explanation.project))
          << "seed " << seed;
    }
  }
}

TEST(Explanation, TellsTheSmallestBudgetInHundredths) {
  const Profile profile = ApprovalProfile(100, {60, 55, 46}, {{0, 1}, {0}, {1}, {0}, {2}});
  const auto rule = MakeRule("approval");
  const Outcome outcome = CountWith(profile, "approval", {}, true);
  const auto explanations = Explain(**rule, profile, TieBreak::Lexicographic(), outcome);
  ASSERT_TRUE(explanations.ok());
  EXPECT_EQ((*explanations)[0].place, 1u);
  // With 106 the small project fits besides the first; the second needs 115.
  EXPECT_EQ((*explanations)[1].budget_needed, Money::Minor(115));
  EXPECT_EQ((*explanations)[2].budget_needed, Money::Minor(106));
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
    EXPECT_EQ(OutcomeToJson(profile, *outcome, *one), OutcomeToJson(profile, *outcome, *many));
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
