#include "tallying/pabulib_writer.h"

#include "tallying/elections.h"
#include "tallying/pabulib_reader.h"

namespace urna::tallying {
namespace {

rc::Gen<std::string> AnyText() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "B", "7", " ", ";", "\"", "\n", ",", "/", ".", "é", "ł")),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

// Text without what every field of a file is freed from: white space at its ends.
std::string AnyField() {
  std::string text = *AnyText();
  const std::string blanks = " \n";
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  text.erase(text.find_last_not_of(blanks) + 1);
  return text;
}

RC_GTEST_PROP(PabulibWriter, WritesWhatTheReaderReadsBack, ()) {
  const auto format =
      *rc::gen::element(BallotFormat::kApproval, BallotFormat::kOrdinal, BallotFormat::kCumulative,
                        BallotFormat::kScoring, BallotFormat::kChoose1);
  SmallElections elections(*rc::gen::arbitrary<uint64_t>());
  auto [contest, votes] = elections.Next(format);
  contest.minor_digits = *rc::gen::inRange(0, 5);
  for (Project& project : contest.projects) {
    project.name = AnyField();
    if (*rc::gen::arbitrary<bool>()) project.categories = {"green", "roads \"and\" paths; all"};
    if (*rc::gen::arbitrary<bool>()) project.targets = {"children"};
    if (*rc::gen::arbitrary<bool>()) project.area = "Centre; Nord";
    const std::string extra = *rc::gen::element<std::string>("", ";x", "\"", "/1 2", "é");
    project.id = ProjectId(project.id.text() + extra);
  }
  if (format == BallotFormat::kOrdinal && *rc::gen::arbitrary<bool>()) {
    contest.ranked_points = true;
    for (Vote& vote : votes) {
      for (const ProjectIndex p : vote.projects) vote.points.push_back((p * 7) % 4);
    }
  }
  if (*rc::gen::arbitrary<bool>()) contest.limits.max_length = 3;
  if (*rc::gen::arbitrary<bool>()) contest.limits.max_sum_cost = contest.budget;
  if (format == BallotFormat::kChoose1) contest.limits.max_length = 1;
  const Profile profile = MakeProfile(contest, votes);

  const std::string last = AnyField();
  const std::string currency = *rc::gen::element<std::string>("EUR", "JPY", "none", "");
  const auto text = WritePabulib(
      profile, {{"description", "quoted \"; text"}, {"budget", "0"}, {"currency", currency}},
      {{"urna_param_fixed", last}});
  RC_ASSERT(text.ok());
  const auto file = ParsePabulib(*text, "round trip", {.check_ballots = false});
  RC_ASSERT(file.ok());
  RC_ASSERT(file->warning_count == 0u);
  const Profile& back = file->profile;
  RC_ASSERT(file->MetaValue("description") == "quoted \"; text");
  RC_ASSERT(file->meta.back().key == "urna_param_fixed");
  RC_ASSERT(file->meta.back().value == last);
  RC_ASSERT(back.format() == profile.format());
  RC_ASSERT(back.contest().ranked_points == profile.contest().ranked_points);
  RC_ASSERT(back.minor_digits() == profile.minor_digits());
  RC_ASSERT(back.budget() == profile.budget());
  RC_ASSERT(back.projects().size() == profile.projects().size());
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const Project &a = back.projects()[p], &b = profile.projects()[p];
    RC_ASSERT(a.id == b.id);
    RC_ASSERT(a.cost == b.cost);
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
  RC_ASSERT(*WritePabulib(back, {{"description", "quoted \"; text"}, {"currency", currency}},
                          {{"urna_param_fixed", last}}) == *text);
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
