#include "cli/pabulib_process.h"

#include <filesystem>

#include "pch.h"
#include "tallying/allocation_rule.h"

namespace urna::cli {
namespace {

using testing::HasSubstr;

tallying::PabulibFile Parse(const std::string& meta, const std::string& votes) {
  const std::string text = "META\nkey;value\ndescription;Test\nbudget;100\n" + meta +
                           "PROJECTS\nproject_id;cost\na;60\nb;50\nc;40\nVOTES\n" + votes;
  return tallying::ParsePabulib(text, "test.pb").value();
}

absl::StatusOr<PabulibProcess> Make(const tallying::PabulibFile& file, std::size_t voters = 0,
                                    const CountingRule& rule = {}) {
  return MakeProcess("test.pb", file, voters, rule);
}

// The codec that the sealed contest would have.
absl::StatusOr<ledger::BallotCodec> CodecOf(const PabulibProcess& process) {
  const client::ContestDescription& contest = process.description.contests[0];
  v1::ContestConfig config;
  config.set_budget(contest.contest.budget());
  *config.mutable_ballot_format() = contest.contest.ballot_format();
  for (const auto& [id, project] : contest.projects) {
    v1::ProjectConfig& out = *config.add_projects();
    out.set_id(id);
    out.set_cost(project.cost());
  }
  return ledger::BallotCodec::Create(config, process.description.process.currency_digits());
}

// Real elections: every ballot passes through the payload that would be encrypted, and what comes
// out is counted as the file is.
TEST(MakeProcess, LosesNothingOfRealElections) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(URNA_TEST_DATA)) {
    if (entry.path().extension() != ".pb") continue;
    SCOPED_TRACE(entry.path().string());
    ++files;
    const auto file = tallying::ReadPabulibFile(entry.path().string());
    ASSERT_TRUE(file.ok()) << file.status();
    const auto process = MakeProcess(entry.path().string(), *file, 0, {});
    ASSERT_TRUE(process.ok()) << process.status();
    ASSERT_EQ(process->ballots.size(), file->profile.voters());
    const auto codec = CodecOf(*process);
    ASSERT_TRUE(codec.ok()) << codec.status();
    auto builder = tallying::Profile::Builder::Create(codec->contest());
    ASSERT_TRUE(builder.ok());
    for (const ledger::Choices& choices : process->ballots) {
      const auto payload = codec->Encode(choices, codec->MinimumWidth());
      ASSERT_TRUE(payload.ok()) << payload.status();
      ASSERT_TRUE(ledger::AddToProfile(codec->Decode(*payload).value(), *builder).ok());
    }
    const tallying::Profile again = std::move(*builder).Build();
    const auto rule = tallying::MakeRule("equal-shares").value();
    const auto outcome =
        rule->Allocate(again, tallying::TieBreak::FromName("lexicographic").value());
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->selected, process->expected.selected);
    EXPECT_EQ(outcome->cost, process->expected.cost);
  }
  EXPECT_GE(files, 5U);
}

TEST(MakeProcess, WidensLimitsThatBallotsBreakAndSaysSo) {
  const auto process = Make(Parse("vote_type;approval\nmin_length;2\nmax_length;2\n",
                                  "voter_id;vote\n1;a,b,c\n2;a\n3;\n"));
  ASSERT_TRUE(process.ok()) << process.status();
  const auto& format = process->description.contests[0].contest.ballot_format().approval();
  EXPECT_EQ(format.max_length(), 3U);
  EXPECT_EQ(format.min_length(), 1U);
  EXPECT_THAT(process->warnings, testing::UnorderedElementsAre(HasSubstr("max_length of 2"),
                                                               HasSubstr("min_length of 2")));
  EXPECT_TRUE(process->ballots[2].empty());
}

TEST(MakeProcess, KeepsLimitsThatAllBallotsMeet) {
  const auto process =
      Make(Parse("vote_type;approval\nmax_length;2\nmax_sum_cost;110\n", "voter_id;vote\n1;a,b\n"));
  ASSERT_TRUE(process.ok());
  const auto& contest = process->description.contests[0].contest;
  EXPECT_EQ(contest.ballot_format().approval().max_length(), 2U);
  EXPECT_EQ(contest.ballot_format().approval().max_sum_cost(), contest.budget() * 11 / 10);
  EXPECT_TRUE(process->warnings.empty());
}

TEST(MakeProcess, RefusesPointsThatNoBallotHolds) {
  const auto process = Make(Parse("vote_type;scoring\n", "voter_id;vote;points\n1;a,b;3,256\n"));
  EXPECT_EQ(process.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(process.status().message()),
              HasSubstr("voter 1 gives 256 points to project b"));
}

TEST(MakeProcess, LeavesOutProjectsWithoutPoints) {
  const auto process =
      Make(Parse("vote_type;cumulative\n", "voter_id;vote;points\n1;a,b;3,0\n2;c;2\n"));
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(process->ballots[0], (ledger::Choices{{0, 3}}));
  EXPECT_TRUE(process->warnings.empty());
  // The count of the file and that of the encrypted ballots take it for no support alike.
  const auto counted =
      Make(Parse("vote_type;scoring\n", "voter_id;vote;points\n1;a,b;5,0\n2;a,b;5,0\n3;b;5\n"), 3,
           {"phragmen", {}, "lexicographic"});
  ASSERT_TRUE(counted.ok()) << counted.status();
  EXPECT_THAT(counted->expected.selected, testing::ElementsAre(0U));
}

TEST(MakeProcess, TakesTheFirstVotersOnly) {
  const auto process = Make(Parse("vote_type;approval\n", "voter_id;vote\n1;a\n2;b\n3;b\n"), 1,
                            {"approval", {}, "lexicographic"});
  ASSERT_TRUE(process.ok());
  EXPECT_EQ(process->ballots, (std::vector<ledger::Choices>{{{0, 1}}}));
  EXPECT_EQ(process->expected.selected.at(0), 0U);
}

TEST(MakeProcess, NumbersProjectsWhoseIdsCannotBeUsedInTheirOrder) {
  const auto with_ids = [](const std::string& x, const std::string& y) {
    return tallying::ParsePabulib(
               "META\nkey;value\nbudget;100\nvote_type;approval\n"
               "PROJECTS\nproject_id;cost\n" +
                   x + ";60\n" + y + ";60\nVOTES\nvoter_id;vote\n1;" + x + "," + y + "\n",
               "test.pb")
        .value();
  };
  const auto usable = Make(with_ids("L10", "L1/9"));
  ASSERT_TRUE(usable.ok()) << usable.status();
  EXPECT_EQ(usable->description.contests[0].projects[1].first, "L1/9");
  EXPECT_TRUE(usable->warnings.empty());
  const std::string endless(65, 'x');
  const auto numbered = Make(with_ids(endless, "a"));
  ASSERT_TRUE(numbered.ok()) << numbered.status();
  EXPECT_EQ(numbered->project_ids, (std::vector<std::string>{endless, "a"}));
  EXPECT_EQ(numbered->description.contests[0].projects[0].first, "p000001");
  EXPECT_EQ(numbered->description.contests[0].projects[1].first, "p000000");
  EXPECT_EQ(numbered->warnings.size(), 1U);
}

TEST(MakeProcess, KeepsTheOrderOfARanking) {
  const auto process = Make(Parse("vote_type;ordinal\n", "voter_id;vote\n1;c,a\n"));
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(process->ballots[0], (ledger::Choices{{2, 1}, {0, 1}}));
}

TEST(MakeProcess, RefusesRulesThatDoNotExist) {
  const auto file = Parse("vote_type;approval\n", "voter_id;vote\n1;a\n");
  EXPECT_FALSE(Make(file, 0, {"dice", {}, "lexicographic"}).ok());
  EXPECT_FALSE(Make(file, 0, {"approval", {"no"}, "lexicographic"}).ok());
  EXPECT_FALSE(Make(file, 0, {"approval", {}, "coin"}).ok());
}

TEST(MakeProcess, WritesEveryParameterOfTheRuleDown) {
  const auto process = Make(Parse("vote_type;approval\n", "voter_id;vote\n1;a\n"), 0,
                            {"approval", {}, "lexicographic"});
  ASSERT_TRUE(process.ok());
  const auto& rule = process->description.contests[0].contest.rule();
  ASSERT_GE(rule.parameters_size(), 1);
  for (int i = 1; i < rule.parameters_size(); ++i) {
    EXPECT_LT(rule.parameters(i - 1).name(), rule.parameters(i).name());
  }
}

}  // namespace
}  // namespace urna::cli
