#include "tallying/profile.h"

#include "tallying/elections.h"

namespace urna::tallying {
namespace {

TEST(Profile, MergesEqualBallotsAndKeepsTheirOrder) {
  const Profile profile = ApprovalProfile(10, {1, 2, 3}, {{0, 1}, {2}, {1, 0}, {}});
  EXPECT_EQ(profile.voters(), 4u);
  EXPECT_EQ(profile.kinds(), 3u);
  EXPECT_EQ(profile.kind_of_voter(0), profile.kind_of_voter(2));
  EXPECT_EQ(profile.weight(profile.kind_of_voter(0)), 2);
  EXPECT_EQ(profile.approvals(0), 2);
  EXPECT_THAT(profile.ballot(2).projects, testing::ElementsAre(0u, 1u));
}

TEST(Profile, KeepsTheRankingOfOrdinalBallots) {
  const Profile profile =
      MakeProfile(MakeContest(BallotFormat::kOrdinal, 10, {1, 2, 3}), {{{2, 0}, {}}, {{0, 2}, {}}});
  EXPECT_EQ(profile.kinds(), 2u);
  EXPECT_THAT(profile.ballot(0).projects, testing::ElementsAre(2u, 0u));
}

TEST(Profile, KeepsPointsWithTheirProjects) {
  const Profile profile =
      MakeProfile(MakeContest(BallotFormat::kCumulative, 10, {1, 2, 3}), {{{2, 0}, {5, 1}}});
  EXPECT_THAT(profile.ballot(0).projects, testing::ElementsAre(0u, 2u));
  EXPECT_THAT(profile.ballot(0).points, testing::ElementsAre(1, 5));
  EXPECT_EQ(profile.points(2), 5);
}

// So no rule, measure, threshold or tie-break can take it for support.
TEST(Profile, LeavesProjectsWithoutPointsOffTheBallot) {
  for (const BallotFormat format : {BallotFormat::kScoring, BallotFormat::kCumulative}) {
    const Profile profile = MakeProfile(MakeContest(format, 10, {1, 2, 3}),
                                        {{{0, 2, 1}, {5, 0, 1}}, {{1, 0}, {1, 5}}, {{2}, {0}}});
    EXPECT_EQ(profile.voters(), 3u);
    EXPECT_EQ(profile.kinds(), 2u);
    EXPECT_THAT(profile.ballot(0).projects, testing::ElementsAre(0u, 1u));
    EXPECT_THAT(profile.ballot(0).points, testing::ElementsAre(5, 1));
    EXPECT_TRUE(profile.ballot(2).projects.empty());
    EXPECT_EQ(profile.approvals(2), 0);
  }
  auto builder = Profile::Builder::Create(MakeContest(BallotFormat::kScoring, 10, {1, 2}));
  ASSERT_TRUE(builder.ok());
  EXPECT_FALSE(builder->AddBallot({1, 1}, {0, 0}).ok());
}

TEST(Profile, RefusesBallotsThatCannotBeCounted) {
  auto builder = Profile::Builder::Create(MakeContest(BallotFormat::kApproval, 10, {1, 2}));
  ASSERT_TRUE(builder.ok());
  EXPECT_FALSE(builder->AddBallot({0, 2}).ok());
  EXPECT_FALSE(builder->AddBallot({1, 1}).ok());
  EXPECT_FALSE(builder->AddBallot({1}, {3}).ok());
  // A refused ballot leaves nothing behind.
  EXPECT_TRUE(builder->AddBallot({1}).ok());
  EXPECT_EQ(std::move(*builder).Build().voters(), 1u);
}

TEST(Profile, RefusesPointsOutOfRange) {
  auto builder = Profile::Builder::Create(MakeContest(BallotFormat::kScoring, 10, {1, 2}));
  ASSERT_TRUE(builder.ok());
  EXPECT_FALSE(builder->AddBallot({0}, {-1}).ok());
  EXPECT_FALSE(builder->AddBallot({0}, {kMaxPoints + 1}).ok());
  EXPECT_FALSE(builder->AddBallot({0, 1}, {1}).ok());
  EXPECT_TRUE(builder->AddBallot({0, 1}, {kMaxPoints, 0}).ok());
}

TEST(Profile, RefusesContestsThatCannotBeCounted) {
  Contest contest = MakeContest(BallotFormat::kApproval, 10, {1, 2});
  contest.projects[1].id = contest.projects[0].id;
  EXPECT_FALSE(Profile::Builder::Create(contest).ok());
  contest = MakeContest(BallotFormat::kApproval, 10, {1, -2});
  EXPECT_FALSE(Profile::Builder::Create(contest).ok());
  contest = MakeContest(BallotFormat::kApproval, kMaxTotalMinor, {1});
  EXPECT_FALSE(Profile::Builder::Create(contest).ok());
  contest = MakeContest(BallotFormat::kApproval, 10, {1});
  contest.projects[0].id = ProjectId("");
  EXPECT_FALSE(Profile::Builder::Create(contest).ok());
}

TEST(BallotLimits, NameTheLimitThatIsBroken) {
  const Contest contest = MakeContest(BallotFormat::kCumulative, 10, {3, 4, 5});
  const std::vector<ProjectIndex> projects = {0, 2};
  const std::vector<int64_t> points = {2, 4};
  const BallotView ballot{projects, points};
  const auto refused = [&](const BallotLimits& limits) {
    return std::string(CheckLimits(ballot, limits, contest.projects).message());
  };
  EXPECT_EQ(refused({}), "");
  EXPECT_EQ(refused({.min_length = 2,
                     .max_length = 2,
                     .min_sum_cost = Money::Minor(8),
                     .max_sum_cost = Money::Minor(8),
                     .min_points = 2,
                     .max_points = 4,
                     .min_sum_points = 6,
                     .max_sum_points = 6}),
            "");
  EXPECT_THAT(refused({.min_length = 3}), testing::HasSubstr("number of projects is 2"));
  EXPECT_THAT(refused({.max_length = 1}), testing::HasSubstr("at most 1"));
  EXPECT_THAT(refused({.min_sum_cost = Money::Minor(9)}), testing::HasSubstr("total cost"));
  EXPECT_THAT(refused({.max_sum_cost = Money::Minor(7)}), testing::HasSubstr("total cost"));
  EXPECT_THAT(refused({.min_points = 3}), testing::HasSubstr("points of a project"));
  EXPECT_THAT(refused({.max_points = 3}), testing::HasSubstr("points of a project"));
  EXPECT_THAT(refused({.min_sum_points = 7}), testing::HasSubstr("sum of points"));
  EXPECT_THAT(refused({.max_sum_points = 5}), testing::HasSubstr("sum of points"));
}

}  // namespace
}  // namespace urna::tallying
