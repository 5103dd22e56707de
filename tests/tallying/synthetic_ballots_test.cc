// Made-up ballots: valid in every format, the same for ever, and of some use.
#include "tallying/synthetic_ballots.h"

#include "pch.h"
#include "tallying/draws.h"
#include "tallying/elections.h"
#include "tallying/pabulib_writer.h"

namespace urna::tallying {
namespace {

constexpr BallotFormat kFormats[] = {BallotFormat::kApproval, BallotFormat::kOrdinal,
                                     BallotFormat::kCumulative, BallotFormat::kScoring,
                                     BallotFormat::kChoose1};

// Thirty projects in three areas and four categories.
Contest SomeContest(BallotFormat format) {
  std::vector<int64_t> costs;
  for (int64_t p = 0; p < 30; ++p) costs.push_back(1000 + p * 137 % 900);
  Contest contest = MakeContest(format, 20'000, costs);
  const std::string areas[] = {"north", "south", "west"};
  const std::string categories[] = {"parks", "schools", "roads", "culture"};
  for (size_t p = 0; p < contest.projects.size(); ++p) {
    contest.projects[p].area = areas[p % 3];
    contest.projects[p].categories = {categories[p % 4]};
  }
  return contest;
}

Profile Make(const Contest& contest, const SyntheticVoters& voters) {
  auto made = MakeBallots(contest, voters);
  if (!made.ok()) throw std::runtime_error(std::string(made.status().message()));
  return *std::move(made);
}

// FNV-1a of all that a profile holds.
uint64_t Digest(const Profile& profile) {
  uint64_t digest = 0xcbf29ce484222325;
  const auto pabulib = WritePabulib(profile, {}, {});
  if (!pabulib.ok()) throw std::runtime_error(std::string(pabulib.status().message()));
  for (const char byte : *pabulib) {
    digest = (digest ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return digest;
}

BallotLimits AnyLimits(BallotFormat format) {
  const auto maybe = [](int64_t most) -> std::optional<int64_t> {
    if (*rc::gen::inRange(0, 2) == 0) return std::nullopt;
    return *rc::gen::inRange<int64_t>(1, most + 1);
  };
  BallotLimits limits;
  limits.min_length = maybe(6);
  limits.max_length = maybe(8);
  if (const auto least = maybe(4000)) limits.min_sum_cost = Money::Minor(*least);
  if (const auto most = maybe(9000)) limits.max_sum_cost = Money::Minor(*most);
  if (!HasPoints(format)) return limits;
  limits.min_points = maybe(3);
  limits.max_points = maybe(12);
  limits.min_sum_points = maybe(15);
  limits.max_sum_points = maybe(25);
  return limits;
}

RC_GTEST_PROP(SyntheticBallots, AreBlankOrWithinTheLimits, ()) {
  const BallotFormat format =
      *rc::gen::elementOf(std::vector<BallotFormat>(std::begin(kFormats), std::end(kFormats)));
  Contest contest = SomeContest(format);
  contest.projects.resize(*rc::gen::inRange<size_t>(1, 31));
  contest.limits = AnyLimits(format);
  const Profile profile = Make(contest, {.seed = *rc::gen::arbitrary<uint64_t>(),
                                         .voters = *rc::gen::inRange(0, 40),
                                         .typical_length = *rc::gen::inRange(1, 51),
                                         .chance_percent = *rc::gen::inRange(0, 101)});
  for (size_t v = 0; v < profile.voters(); ++v) {
    const BallotView ballot = profile.ballot(v);
    if (ballot.projects.empty()) continue;
    const absl::Status valid = CheckLimits(ballot, contest.limits, profile.projects());
    RC_ASSERT(valid.ok());
    if (format == BallotFormat::kChoose1) RC_ASSERT(ballot.projects.size() == 1u);
    RC_ASSERT(ballot.points.size() == (HasPoints(format) ? ballot.projects.size() : 0u));
  }
}

// Where the limits leave room, nobody is left with a blank ballot.
TEST(SyntheticBallots, AreBlankOnlyWhereTheLimitsLeaveNoOther) {
  for (const BallotFormat format : kFormats) {
    SCOPED_TRACE(BallotFormatName(format));
    Contest contest = SomeContest(format);
    if (HasPoints(format)) contest.limits.max_points = 5;
    if (format == BallotFormat::kCumulative) contest.limits.max_sum_points = 10;
    const Profile profile = Make(contest, {.seed = 1, .voters = 500});
    for (size_t v = 0; v < profile.voters(); ++v) EXPECT_FALSE(profile.ballot(v).projects.empty());
    contest.limits.min_length = 31;
    const Profile blank = Make(contest, {.seed = 1, .voters = 5});
    for (size_t v = 0; v < blank.voters(); ++v) EXPECT_TRUE(blank.ballot(v).projects.empty());
  }
}

RC_GTEST_PROP(SyntheticBallots, OfMoreVotersBeginWithThoseOfFewer, ()) {
  const Contest contest = SomeContest(BallotFormat::kOrdinal);
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  const int64_t few = *rc::gen::inRange(0, 20), many = few + *rc::gen::inRange(0, 20);
  const Profile fewer = Make(contest, {.seed = seed, .voters = few});
  const Profile more = Make(contest, {.seed = seed, .voters = many});
  RC_ASSERT(more.voters() == static_cast<size_t>(many));
  for (size_t v = 0; v < fewer.voters(); ++v) {
    RC_ASSERT(fewer.ballot(v).projects == more.ballot(v).projects);
  }
}

// What was simulated can be simulated again, by another program on another machine. These are for
// ever.
TEST(SyntheticBallots, AreTheSameForEver) {
  EXPECT_EQ(Draws(0, 0).Next(), 0x346dbc0b5711d830u);
  const std::pair<BallotFormat, uint64_t> kDigests[] = {
      {BallotFormat::kApproval, 0x37c3139f6054678f},   {BallotFormat::kOrdinal, 0x23e9f85057e79dc5},
      {BallotFormat::kCumulative, 0xb45885615063502d}, {BallotFormat::kScoring, 0xada208f22a8c70cc},
      {BallotFormat::kChoose1, 0xf75e5bc069dbca02},
  };
  for (const auto& [format, digest] : kDigests) {
    Contest contest = SomeContest(format);
    contest.limits.max_length = 10;
    if (format == BallotFormat::kCumulative) contest.limits.max_sum_points = 10;
    EXPECT_EQ(Digest(Make(contest, {.seed = 20260101, .voters = 1000})), digest)
        << BallotFormatName(format);
  }
}

TEST(SyntheticBallots, OfAnotherSeedAreOthers) {
  const Contest contest = SomeContest(BallotFormat::kApproval);
  EXPECT_NE(Digest(Make(contest, {.seed = 1, .voters = 100})),
            Digest(Make(contest, {.seed = 2, .voters = 100})));
}

TEST(SyntheticBallots, HaveTheLengthThatIsAskedFor) {
  const Contest contest = SomeContest(BallotFormat::kApproval);
  for (const int64_t typical : {1, 3, 8}) {
    const Profile profile = Make(contest, {.seed = 7, .voters = 4000, .typical_length = typical});
    int64_t marks = 0;
    for (ProjectIndex p = 0; p < profile.projects().size(); ++p) marks += profile.approvals(p);
    EXPECT_NEAR(static_cast<double>(marks) / 4000, static_cast<double>(typical), 0.2);
  }
}

// Those who want one project of an area want its others more often than those who do not: what
// makes rules differ at all.
TEST(SyntheticBallots, AreThoseOfNeighbours) {
  const Contest contest = SomeContest(BallotFormat::kApproval);
  const auto together = [&contest](int64_t chance_percent) {
    const Profile profile =
        Make(contest, {.seed = 3, .voters = 3000, .chance_percent = chance_percent});
    int64_t same = 0, all = 0;
    for (size_t v = 0; v < profile.voters(); ++v) {
      const auto projects = profile.ballot(v).projects;
      for (const ProjectIndex a : projects) {
        for (const ProjectIndex b : projects) {
          if (a == b) continue;
          ++all;
          same += a % 3 == b % 3;
        }
      }
    }
    return static_cast<double>(same) / static_cast<double>(all);
  };
  // Nine of the twenty-nine other projects are of the same area.
  EXPECT_NEAR(together(100), 9.0 / 29, 0.02);
  EXPECT_GT(together(0), 0.45);
  EXPECT_GT(together(10), together(100) + 0.05);
}

TEST(SyntheticBallots, AreRefusedBeyondTheirBounds) {
  const Contest contest = SomeContest(BallotFormat::kApproval);
  for (const SyntheticVoters& wrong :
       {SyntheticVoters{.voters = -1}, SyntheticVoters{.voters = int64_t{1} << 40},
        SyntheticVoters{.voters = 1, .typical_length = 0},
        SyntheticVoters{.voters = 1, .typical_length = 51},
        SyntheticVoters{.voters = 1, .chance_percent = -1},
        SyntheticVoters{.voters = 1, .chance_percent = 101}}) {
    EXPECT_EQ(MakeBallots(contest, wrong).status().code(), absl::StatusCode::kInvalidArgument);
  }
  Contest long_ballots = contest;
  long_ballots.limits.min_length = 30;
  EXPECT_EQ(MakeBallots(long_ballots, {.voters = 340'000}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(MakeBallots(contest, {.voters = 10}, [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace urna::tallying
