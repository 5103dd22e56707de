#include "tallying/pabulib_writer.h"

#include "tallying/elections.h"
#include "tallying/pabulib_reader.h"

namespace urna::tallying {
namespace {

rc::Gen<std::string> AnyText() {
  return rc::gen::container<std::string>(
      rc::gen::element('a', 'B', '7', ' ', ';', '"', '\n', ',', '/', '.', '\xC3', '\xA9'));
}

// An amount in a file has no minor digits of its own: what must come back is its text.
std::string Amount(const Profile& profile, Money amount) {
  return FormatMoney(amount, profile.minor_digits());
}

RC_GTEST_PROP(PabulibWriter, WritesWhatTheReaderReadsBack, ()) {
  const auto format =
      *rc::gen::element(BallotFormat::kApproval, BallotFormat::kOrdinal, BallotFormat::kCumulative,
                        BallotFormat::kScoring, BallotFormat::kChoose1);
  SmallElections elections(*rc::gen::arbitrary<uint64_t>());
  auto [contest, votes] = elections.Next(format);
  contest.minor_digits = *rc::gen::inRange(0, 5);
  for (Project& project : contest.projects) {
    project.name = *AnyText();
    while (!project.name.empty() && (project.name.back() == ' ' || project.name.back() == '\n'))
      project.name.pop_back();
    while (!project.name.empty() && (project.name.front() == ' ' || project.name.front() == '\n'))
      project.name.erase(0, 1);
    if (*rc::gen::arbitrary<bool>()) project.categories = {"green", "roads \"and\" paths; all"};
    if (*rc::gen::arbitrary<bool>()) project.targets = {"children"};
    if (*rc::gen::arbitrary<bool>()) project.area = "Centre; Nord";
    const std::string extra = *rc::gen::element<std::string>("", ";x", "\"", "/1 2", "é");
    project.id = ProjectId(project.id.text() + extra);
  }
  if (*rc::gen::arbitrary<bool>()) contest.limits.max_length = 3;
  if (*rc::gen::arbitrary<bool>()) contest.limits.max_sum_cost = contest.budget;
  if (format == BallotFormat::kChoose1) contest.limits.max_length = 1;
  const Profile profile = MakeProfile(contest, votes);

  const auto text = WritePabulib(profile, {{"description", "quoted \"; text"}, {"budget", "0"}});
  RC_ASSERT(text.ok());
  const auto file = ParsePabulib(*text, "round trip", {.check_ballots = false});
  RC_ASSERT(file.ok());
  RC_ASSERT(file->warning_count == 0u);
  const Profile& back = file->profile;
  RC_ASSERT(file->MetaValue("description") == "quoted \"; text");
  RC_ASSERT(back.format() == profile.format());
  RC_ASSERT(Amount(back, back.budget()) == Amount(profile, profile.budget()));
  RC_ASSERT(back.projects().size() == profile.projects().size());
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const Project &a = back.projects()[p], &b = profile.projects()[p];
    RC_ASSERT(a.id == b.id);
    RC_ASSERT(Amount(back, a.cost) == Amount(profile, b.cost));
    RC_ASSERT(a.name == b.name);
    RC_ASSERT(a.categories == b.categories);
    RC_ASSERT(a.targets == b.targets);
    RC_ASSERT(a.area == b.area);
  }
  RC_ASSERT(back.voters() == profile.voters());
  for (size_t v = 0; v < profile.voters(); ++v) {
    RC_ASSERT(back.ballot(v).projects == profile.ballot(v).projects);
    RC_ASSERT(back.ballot(v).points == profile.ballot(v).points);
  }
  if (format != BallotFormat::kChoose1) {
    RC_ASSERT(back.contest().limits.max_length == contest.limits.max_length);
  }
  // And once more gives the same bytes.
  RC_ASSERT(*WritePabulib(back, {{"description", "quoted \"; text"}}) == *text);
}

TEST(PabulibWriter, RefusesIdsThatAFileCannotHold) {
  for (const char* id : {"a,b", " a", "a "}) {
    Contest contest = MakeContest(BallotFormat::kApproval, 1, {1});
    contest.projects[0].id = ProjectId(id);
    EXPECT_FALSE(WritePabulib(MakeProfile(contest, {})).ok()) << id;
  }
}

}  // namespace
}  // namespace urna::tallying
