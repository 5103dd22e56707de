#include "cli/client/process_description.h"

#include "cli/client/files.h"
#include "crypto/checkpoint.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

using testing::HasSubstr;

constexpr char kExample[] = R"(id = "toulouse-2022"
title = { fr = "Budget participatif", en = "Citizen budget" }
currency = "EUR"
trustee_threshold = 2
opening_time = 2027-03-01T08:00:00+01:00
closing_time = 2027-03-21T20:00:00Z

[[areas]]
id = "mirail"
title = "Mirail"

[[contests]]
id = "mirail"
title = "Projets"
area = "mirail"
budget = 500000
ballot = { format = "approval", max_length = 3 }
rule = "equal-shares"
tie_break = "cost-votes"
projects = [ { id = "1", title = "Banc", cost = "1000.50", categories = ["rue"] },
             { id = "2", title = "Fontaine", cost = 20000 } ]

[[electorates]]
id = "mirail"
title = "Habitants"
contests = ["mirail"]

[[trustees]]
id = "t1"
signing_key = "0101010101010101010101010101010101010101010101010101010101010101"
box_key = "0202020202020202020202020202020202020202020202020202020202020202"
)";

constexpr char kProjects[] =
    R"(projects = [ { id = "1", title = "Banc", cost = "1000.50", categories = ["rue"] },
             { id = "2", title = "Fontaine", cost = 20000 } ])";

absl::StatusOr<ProcessDescription> Parse(const std::string& toml, const std::string& folder = "") {
  return ParseProcessDescription(toml, "process.toml", folder);
}

// The example with `from` replaced by `to`, which must stand in it.
std::string With(const std::string& from, const std::string& to) {
  std::string text = kExample;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ProcessDescription, HoldsAWholeProcess) {
  const auto description = Parse(kExample);
  ASSERT_TRUE(description.ok()) << description.status();
  EXPECT_EQ(description->name(), "processes/toulouse-2022");
  EXPECT_EQ(description->process.title_size(), 2);
  EXPECT_EQ(description->process.currency_digits(), 2U);
  // One hour ahead of UTC.
  EXPECT_EQ(description->process.opening_time().seconds(), 1803884400);
  EXPECT_EQ(description->process.closing_time().seconds(), 1805659200);
  ASSERT_EQ(description->contests.size(), 1U);
  const ContestDescription& contest = description->contests[0];
  EXPECT_EQ(contest.contest.area(), "processes/toulouse-2022/areas/mirail");
  EXPECT_EQ(contest.contest.budget(), 50000000);
  EXPECT_EQ(contest.contest.ballot_format().approval().max_length(), 3U);
  EXPECT_EQ(contest.contest.rule().tie_break(), v1::TIE_BREAK_COST_VOTES);
  ASSERT_EQ(contest.projects.size(), 2U);
  EXPECT_EQ(contest.projects[0].second.cost(), 100050);
  EXPECT_EQ(contest.projects[0].second.categories(0), "rue");
  EXPECT_EQ(description->electorates[0].second.contests(0),
            "processes/toulouse-2022/contests/mirail");
  EXPECT_EQ(description->trustees[0].second.signing_key(), std::string(32, '\x01'));
}

TEST(ProcessDescription, LeavesDefaultsToTheServer) {
  const auto description = Parse(kExample);
  ASSERT_TRUE(description.ok()) << description.status();
  const v1::Process& process = description->process;
  EXPECT_FALSE(process.has_complaint_seconds());
  EXPECT_EQ(process.registrar_threshold(), 0U);
  EXPECT_EQ(process.authority_threshold(), 0U);
  EXPECT_EQ(process.closing_quorum(), 0U);
  EXPECT_EQ(process.witness_vkeys_size(), 0);
  EXPECT_FALSE(description->contests[0].contest.has_minimum_ballots());
  EXPECT_EQ(description->electorates[0].second.code_registrars(), 0U);
}

TEST(ProcessDescription, TellsZeroFromAbsent) {
  const auto process = Parse(With("trustee_threshold = 2",
                                  "trustee_threshold = 2\n"
                                  "complaint_seconds = 0"));
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_TRUE(process->process.has_complaint_seconds());
  EXPECT_EQ(process->process.complaint_seconds(), 0U);
  const auto contest = Parse(With("budget = 500000", "budget = 500000\nminimum_ballots = 0"));
  ASSERT_TRUE(contest.ok()) << contest.status();
  EXPECT_TRUE(contest->contests[0].contest.has_minimum_ballots());
  EXPECT_EQ(contest->contests[0].contest.minimum_ballots(), 0U);
}

TEST(ProcessDescription, TakesQuorumsWitnessesAndCodeRegistrars) {
  const std::string vkey =
      crypto::WitnessKey{"witness.example.org", crypto::SigningKey::Generate().public_key()}
          .ToVkey();
  std::string text = With("trustee_threshold = 2",
                          "trustee_threshold = 2\nclosing_quorum = 3\n"
                          "registrar_threshold = 2\n"
                          "authority_threshold = 4\nwitnesses = [\"" +
                              vkey + "\"]\nwitness_quorum = 1");
  text.replace(text.find("title = \"Habitants\""), 0, "code_registrars = 2\n");
  const auto description = Parse(text);
  ASSERT_TRUE(description.ok()) << description.status();
  const v1::Process& process = description->process;
  EXPECT_EQ(process.closing_quorum(), 3U);
  EXPECT_EQ(process.registrar_threshold(), 2U);
  EXPECT_EQ(process.authority_threshold(), 4U);
  EXPECT_THAT(process.witness_vkeys(), testing::ElementsAre(vkey));
  EXPECT_EQ(process.witness_quorum(), 1U);
  EXPECT_EQ(description->electorates[0].second.code_registrars(), 2U);
}

// Where citizens propose them, they come later; but nobody forgets them unsaid.
TEST(ProcessDescription, OfAContestWithoutProjectsSaysSo) {
  const auto none = Parse(With(kProjects, "projects = []"), "");
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_TRUE(none->contests[0].projects.empty());
  EXPECT_THAT(Parse(With(kProjects, ""), "").status().message(),
              testing::HasSubstr("at least one project, or []"));
}

TEST(ProcessDescription, TakesProjectsFromATable) {
  TemporaryFolder folder;
  ASSERT_TRUE(WriteNewFile(folder.Sub("p.csv"),
                           crypto::AsBytes("id,title,cost,categories\n7,\"Arbres, haies\",99.9,"
                                           "nature|climat\n"),
                           Access::kPublic)
                  .ok());
  const std::string text = With(kProjects, "projects_csv = \"p.csv\"");
  const auto description = Parse(text, folder.path());
  ASSERT_TRUE(description.ok()) << description.status();
  const auto& [id, project] = description->contests[0].projects.at(0);
  EXPECT_EQ(id, "7");
  EXPECT_EQ(project.title(0).text(), "Arbres, haies");
  EXPECT_EQ(project.cost(), 9990);
  EXPECT_THAT(project.categories(), testing::ElementsAre("nature", "climat"));
}

// "12,500" is 12,500 euros or 12.50, as whoever wrote it says.
TEST(ProcessDescription, NeverGuessesAnAmount) {
  TemporaryFolder folder;
  ASSERT_TRUE(WriteNewFile(folder.Sub("p.csv"),
                           crypto::AsBytes("id,title,cost\n7,Trees,\"12,500\"\n"), Access::kPublic)
                  .ok());
  const std::string csv = With(kProjects, "projects_csv = \"p.csv\"");
  EXPECT_THAT(std::string(Parse(csv, folder.path()).status().message()),
              testing::HasSubstr("line 2: cost: '12,500' may be 12500 or 12.500"));
  for (const auto& [mark, cost] : {std::pair{".", 1'250'000}, {",", 1250}}) {
    const auto description =
        Parse("decimal_mark = \"" + std::string(mark) + "\"\n" + csv, folder.path());
    ASSERT_TRUE(description.ok()) << description.status();
    EXPECT_EQ(description->contests[0].projects.at(0).second.cost(), cost);
  }
}

TEST(ProcessDescription, ReadsATableInTheEncodingThatItHas) {
  TemporaryFolder folder;
  ASSERT_TRUE(WriteNewFile(folder.Sub("p.csv"), crypto::AsBytes("id,title,cost\n7,Caf\xe9,12\n"),
                           Access::kPublic)
                  .ok());
  const std::string csv = With(kProjects, "projects_csv = \"p.csv\"");
  EXPECT_THAT(std::string(Parse(csv, folder.path()).status().message()),
              testing::HasSubstr("p.csv:2: byte 0xe9 is not UTF-8"));
  const auto description =
      Parse(With(kProjects, "projects_csv = \"p.csv\"\nprojects_csv_encoding = \"cp1252\""),
            folder.path());
  ASSERT_TRUE(description.ok()) << description.status();
  EXPECT_EQ(description->contests[0].projects.at(0).second.title(0).text(), "Café");
}

TEST(ProcessDescription, NamesThePlaceAndWhatWasExpected) {
  const std::vector<std::tuple<std::string, std::string, std::string>> faults = {
      {"currency =", "curency =", "currency: expected a text"},
      {"budget = 500000", "budget = 500000\nbudgte = 1", "contests[0].budgte"},
      {"budget = 500000", "budget = 0.5", "contests[0].budget: expected an amount"},
      {"\"1000.50\"", "\"1000.5055\"", "projects[0].cost"},
      {"\"1000.50\"", "\"50,000\"",
       "projects[0].cost: expected an amount such as 1200 or \"1200.50\", with at most 2 decimals; "
       "'50,000' may be 50000 or 50.000"},
      {"08:00:00+01:00", "08:00:00", "opening_time: expected a time with its offset"},
      {"\"approval\", max_length", "\"approvals\", max_length", "ballot.format"},
      {"max_length = 3", "max_lenght = 3", "contests[0].ballot.max_lenght"},
      {"id = \"toulouse-2022\"", "id = \"Toulouse\"", "id: expected 1 to 63"},
      {"cost-votes", "coin", "tie_break"},
      {"trustee_threshold = 2", "trustee_threshold = 2\nclosing_quorum = 10", "closing_quorum"},
      {"trustee_threshold = 2", "trustee_threshold = 2\nauthority_threshold = 0",
       "authority_threshold"},
      {"trustee_threshold = 2", "trustee_threshold = 2\nwitnesses = [\"w\"]", "witnesses"},
      {"trustee_threshold = 2", "trustee_threshold = 2\nwitness_quorum = 1", "witness_quorum"},
      {"title = \"Habitants\"", "title = \"H\"\ncode_registrars = 4",
       "electorates[0].code_registrars"},
      {"title = \"Habitants\"", "title = \"H\"\ncode_registrar = 1",
       "electorates[0].code_registrar"},
      {"0202020202020202020202020202020202020202020202020202020202020202", "02",
       "trustees[0].box_key"},
  };
  for (const auto& [from, to, expected] : faults) {
    const auto description = Parse(With(from, to));
    ASSERT_FALSE(description.ok()) << to;
    EXPECT_EQ(description.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(description.status().message()), HasSubstr(expected));
    EXPECT_THAT(std::string(description.status().message()), HasSubstr("process.toml:"));
  }
}

TEST(ProcessDescription, TakesTheExampleThatIsShipped) {
  const auto description =
      ReadProcessDescription(URNA_TEST_DATA "/../../deploy/process.toml.example");
  ASSERT_TRUE(description.ok()) << description.status();
  EXPECT_EQ(description->trustees.size(), 3U);
  EXPECT_EQ(description->registrars.size(), 2U);
  EXPECT_EQ(description->electorates[0].second.code_registrars(), 2U);
  EXPECT_EQ(description->contests[0].projects[0].second.cost(), 1250050);
}

TEST(ProcessDescription, NamesTheLineOfBadToml) {
  EXPECT_THAT(std::string(Parse("id = \"a\"\ntitle = \n").status().message()),
              HasSubstr("process.toml:2"));
}

RC_GTEST_PROP(ProcessDescription, ReadsOrRefusesAnyDamage, ()) {
  std::string text = kExample;
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::arbitrary<char>();
  const auto description = Parse(text);
  if (!description.ok()) RC_ASSERT(!description.status().message().empty());
}

}  // namespace
}  // namespace urna::client
