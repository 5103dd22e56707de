#include "tallying/tie_break.h"

#include "tallying/elections.h"

namespace urna::tallying {
namespace {

std::vector<std::string> OrderOf(const Profile& profile, const TieBreak& tie_break) {
  const auto ranks = tie_break.Ranks(profile);
  EXPECT_TRUE(ranks.ok());
  std::vector<std::string> order(profile.projects().size());
  for (ProjectIndex p = 0; p < order.size(); ++p)
    order[(*ranks)[p]] = profile.projects()[p].id.text();
  return order;
}

// Costs 3, 1, 1; votes 1, 1, 2; ids b, c, a.
Profile Example() {
  Contest contest = MakeContest(BallotFormat::kApproval, 10, {3, 1, 1});
  contest.projects[0].id = ProjectId("b");
  contest.projects[1].id = ProjectId("c");
  contest.projects[2].id = ProjectId("a");
  return MakeProfile(contest, {{{0, 2}, {}}, {{1, 2}, {}}});
}

TEST(TieBreak, OrdersAreAsDefined) {
  using testing::ElementsAre;
  EXPECT_THAT(OrderOf(Example(), TieBreak::Lexicographic()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(OrderOf(Example(), TieBreak::CostVotes()), ElementsAre("a", "c", "b"));
  EXPECT_THAT(OrderOf(Example(), TieBreak::VotesId()), ElementsAre("a", "b", "c"));
  const std::vector<ProjectId> given = {ProjectId("c"), ProjectId("b"), ProjectId("a")};
  EXPECT_THAT(OrderOf(Example(), TieBreak::Order(given)), ElementsAre("c", "b", "a"));
  EXPECT_EQ(TieBreak::Lot(given).name(), "lot");
}

TEST(TieBreak, LexicographicGoesByCodePoint) {
  Contest contest = MakeContest(BallotFormat::kApproval, 10, {1, 1, 1, 1});
  const std::vector<std::string> ids = {"10", "9", "\xC3\xA9", "\xF0\x9F\x8C\xB3"};
  for (size_t i = 0; i < 4; ++i) contest.projects[3 - i].id = ProjectId(ids[i]);
  EXPECT_EQ(OrderOf(MakeProfile(contest, {}), TieBreak::Lexicographic()), ids);
}

TEST(TieBreak, RefusesAnOrderThatIsNotAPermutation) {
  const auto refuses = [](std::vector<ProjectId> order) {
    return !TieBreak::Order(std::move(order)).Ranks(Example()).ok();
  };
  EXPECT_TRUE(refuses({ProjectId("a"), ProjectId("b")}));
  EXPECT_TRUE(refuses({ProjectId("a"), ProjectId("b"), ProjectId("b")}));
  EXPECT_TRUE(refuses({ProjectId("a"), ProjectId("b"), ProjectId("x")}));
  EXPECT_FALSE(TieBreak::FromName("alphabetical").ok());
}

}  // namespace
}  // namespace urna::tallying
