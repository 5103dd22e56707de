#include "tallying/pabulib_reader.h"

#include "tallying/elections.h"

namespace urna::tallying {
namespace {

constexpr char kPlain[] =
    "META\nkey;value\ndescription;A "
    "test\nbudget;100\nvote_type;approval\nnum_projects;2\nnum_votes;3\n"
    "PROJECTS\nproject_id;cost;name\n1;60;One\n2;50;Two\n"
    "VOTES\nvoter_id;vote\nv1;1,2\nv2;2\nv3;\n";

PabulibFile Read(const std::string& text, const PabulibOptions& options = {}) {
  auto file = ParsePabulib(text, "test.pb", options);
  if (!file.ok()) throw std::runtime_error(std::string(file.status().message()));
  return *std::move(file);
}

std::string Refusal(const std::string& text) {
  const auto file = ParsePabulib(text, "test.pb");
  EXPECT_FALSE(file.ok()) << text;
  return file.ok() ? "" : std::string(file.status().message());
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::vector<std::string> Warnings(const PabulibFile& file) {
  std::vector<std::string> list;
  for (const auto& warning : file.warnings) {
    list.push_back(std::to_string(warning.line) + ": " + warning.message);
  }
  return list;
}

TEST(PabulibReader, ReadsAPlainFileWithoutAWarning) {
  const PabulibFile file = Read(kPlain, {.check_ballots = true});
  EXPECT_THAT(Warnings(file), testing::IsEmpty());
  EXPECT_EQ(file.profile.voters(), 3u);
  EXPECT_EQ(file.profile.budget(), Money::Minor(10000));
  EXPECT_EQ(file.profile.projects()[1].name, "Two");
  EXPECT_EQ(file.profile.approvals(1), 2);
  EXPECT_EQ(file.MetaValue("description"), "A test");
}

TEST(PabulibReader, ByteOrderMarkCarriageReturnsAndBlankLinesChangeNothing) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : std::string(kPlain)) {
    if (c == '\n')
      text += "\r\n \r\n";
    else
      text += c;
  }
  const PabulibFile file = Read(text);
  EXPECT_THAT(Warnings(file), testing::IsEmpty());
  EXPECT_EQ(file.profile.voters(), 3u);
  EXPECT_EQ(file.profile.approvals(0), 1);
}

TEST(PabulibReader, CarriageReturnsAloneEndLines) {
  std::string text = kPlain;
  std::replace(text.begin(), text.end(), '\n', '\r');
  EXPECT_EQ(Read(text).profile.approvals(1), 2);
  EXPECT_THAT(Refusal(Replaced(text, "2;50", "2;x")), testing::HasSubstr("test.pb:11: cost"));
}

TEST(PabulibReader, QuotedFieldsHoldSeparatorsQuotesAndNewlines) {
  const PabulibFile file = Read(Replaced(kPlain, "One", "\"One; \"\"really\"\"\nand truly\""));
  EXPECT_EQ(file.profile.projects()[0].name, "One; \"really\"\nand truly");
  EXPECT_EQ(file.profile.voters(), 3u);
}

TEST(PabulibReader, AQuoteInsideAFieldIsAnOrdinaryCharacter) {
  const PabulibFile file = Read(Replaced(kPlain, "One", "A 5\" pipe"));
  EXPECT_EQ(file.profile.projects()[0].name, "A 5\" pipe");
}

TEST(PabulibReader, LinesAreCountedThroughQuotedNewlines) {
  std::string text = Replaced(kPlain, "One", "\"One\n\n\"");
  EXPECT_THAT(Refusal(Replaced(text, "2;50;", "2;fifty;")), testing::StartsWith("test.pb:13: "));
}

TEST(PabulibReader, ReadsTextAlone) {
  EXPECT_EQ(
      Refusal(Replaced(kPlain, "One", "Jos\xe9")),
      "test.pb:10: byte 0xe9 is not UTF-8: save the file as UTF-8, or say which encoding it has");
  EXPECT_THAT(Refusal(Replaced(kPlain, "One", std::string("O\0ne", 4))),
              testing::StartsWith("test.pb:10: holds the control character U+0000"));
  EXPECT_THAT(Refusal("\xff\xfeM\0E\0T\0A\0"), testing::StartsWith("test.pb:1: is UTF-16"));
}

// "60,000" in the costs of projects, and what the rest of the file shows of its writer.
TEST(PabulibReader, AnAmountIsNeverGuessed) {
  const std::string unclear = Replaced(kPlain, ";60;", ";60,000;");
  EXPECT_THAT(
      Refusal(unclear),
      testing::AllOf(testing::StartsWith("test.pb:10: cost: '60,000' may be 60000 or 60.000")));
  PabulibFile file = Read(Replaced(unclear, "2;50;", "2;50.5;"));
  EXPECT_EQ(file.profile.projects()[0].cost, Money::Minor(6000000));
  EXPECT_THAT(Warnings(file), testing::ElementsAre(testing::HasSubstr("10: cost is '60,000'")));
  file = Read(Replaced(unclear, "2;50;", "2;50,5;"));
  EXPECT_EQ(file.profile.projects()[0].cost, Money::Minor(6000));
  EXPECT_THAT(
      Refusal(Replaced(Replaced(unclear, "2;50;", "2;50,5;"), "budget;100", "budget;100.5")),
      testing::HasSubstr("may be 60000"))
      << "the file shows both";
  EXPECT_THAT(Refusal(Replaced(kPlain, "budget;100", "budget;100.000")),
              testing::HasSubstr("budget: '100.000' may be 100000 or 100.000"));
}

TEST(PabulibReader, DecimalsAreExactAndACommaIsWarnedOf) {
  PabulibFile file =
      Read(Replaced(Replaced(kPlain, ";60;", ";60,25;"), "budget;100", "budget;100.0"));
  EXPECT_EQ(file.profile.projects()[0].cost, Money::Minor(6025));
  EXPECT_THAT(Warnings(file),
              testing::ElementsAre(testing::HasSubstr("10: cost has a decimal comma")));
  file = Read(Replaced(kPlain, ";60;", ";60.1234;"));
  EXPECT_EQ(file.profile.minor_digits(), 4);
  EXPECT_EQ(file.profile.projects()[0].cost, Money::Minor(601234));
  EXPECT_EQ(file.profile.budget(), Money::Minor(1000000));
}

TEST(PabulibReader, MetaMaySayHowManyDecimalsCount) {
  const auto with_digits = [](const std::string& digits) {
    return Read(Replaced(kPlain, "budget;100", "budget;100\ncurrency_digits;" + digits));
  };
  EXPECT_EQ(with_digits("0").profile.minor_digits(), 0);
  EXPECT_EQ(with_digits("5").profile.budget(), Money::Minor(10000000));
  EXPECT_THAT(Warnings(with_digits("12")), testing::IsEmpty());
  const std::string finer = Replaced(kPlain, "budget;100", "budget;100.5\ncurrency_digits;0");
  EXPECT_EQ(Read(finer).profile.budget(), Money::Minor(1005));
  for (const std::string unclear : {"many", "13", "-1"}) {
    const PabulibFile file = with_digits(unclear);
    EXPECT_EQ(file.profile.minor_digits(), 2);
    EXPECT_THAT(Warnings(file), testing::ElementsAre(testing::StartsWith("5: currency_digits")));
  }
}

TEST(PabulibReader, KeepsHowTheFileSaysThatItIsCounted) {
  const PabulibFile file =
      Read(Replaced(kPlain, "num_votes;3\n",
                    "num_votes;3\nurna_rule;greedy\nurna_param_incompatible;\"1,2;1\n\"\n"
                    "URNA_param_fixed;\nurna_tie_break;lot\nurna_lot_seed;00ff\n"),
           {.check_ballots = true});
  EXPECT_THAT(Warnings(file), testing::IsEmpty());
  const std::vector<std::string> expected = {
      "8 urna_rule=greedy", "9 urna_param_incompatible=1,2;1",
      "11 urna_param_fixed=", "12 urna_tie_break=lot", "13 urna_lot_seed=00ff"};
  std::vector<std::string> found;
  for (const PabulibMeta& entry : file.meta) {
    if (entry.line >= 8) {
      found.push_back(std::to_string(entry.line) + " " + entry.key + "=" + entry.value);
    }
  }
  EXPECT_EQ(found, expected);
  EXPECT_EQ(file.FindMeta("urna_tie_break")->line, 12);
  EXPECT_EQ(file.FindMeta("urna_tie"), nullptr);
}

TEST(PabulibReader, OfAKeyTwiceInMetaTheLastValueCountsAndItsLine) {
  const PabulibFile file = Read(Replaced(kPlain, "budget;100", "budget;7\nbudget;100"));
  EXPECT_EQ(file.profile.budget(), Money::Minor(10000));
  EXPECT_EQ(file.FindMeta("budget")->line, 5);
  EXPECT_THAT(Warnings(file), testing::ElementsAre(testing::HasSubstr("budget stands twice")));
}

TEST(PabulibReader, IdsMayHoldSpacesAndLetters) {
  std::string text = Replaced(kPlain, "1;60", " BO 1/2 ;60");
  text = Replaced(text, "v1;1,2", "v1; BO 1/2 , 2");
  const PabulibFile file = Read(text);
  EXPECT_EQ(file.profile.projects()[0].id.text(), "BO 1/2");
  EXPECT_EQ(file.profile.approvals(0), 1);
  EXPECT_THAT(Warnings(file), testing::IsEmpty());
}

TEST(PabulibReader, DuplicateAndUnknownIdsAreWarnedOfAndCountOnceOrNot) {
  const PabulibFile file = Read(Replaced(kPlain, "v1;1,2", "v1;1,1,7,,2"));
  EXPECT_EQ(file.profile.approvals(0), 1);
  EXPECT_EQ(file.profile.approvals(1), 2);
  EXPECT_THAT(Warnings(file), testing::ElementsAre(testing::HasSubstr("lists '1' twice"),
                                                   testing::HasSubstr("'7', which is no project"),
                                                   testing::HasSubstr("empty place")));
}

TEST(PabulibReader, ARowWithoutAVoteIsABlankBallot) {
  const PabulibFile file = Read(Replaced(kPlain, "v2;2\n", "v2\n"));
  EXPECT_EQ(file.profile.voters(), 3u);
  EXPECT_EQ(file.profile.approvals(1), 1);
  EXPECT_THAT(Warnings(file), testing::ElementsAre(testing::HasSubstr("no field vote")));
}

// Plain, quoted, padded: the reader takes other paths, to the same ballots. Ids are shorter and
// longer than a word, and some are beginnings of others.
TEST(PabulibReader, TheSameBallotsWrittenDifferentlyAreTheSame) {
  for (int seed = 0; seed < ElectionsToTry(100); ++seed) {
    SmallElections numbers(static_cast<uint64_t>(seed));
    std::vector<std::string> ids;
    std::string projects, plain, quoted, padded;
    for (size_t p = 0; p < 30; ++p) {
      ids.push_back(std::string("projects-of-the-city").substr(0, numbers.Below(12)) +
                    std::to_string(p));
      projects += ids.back() + ";10\n";
    }
    size_t entries = 0;
    const size_t voters = numbers.Below(8);
    for (size_t v = 0; v < voters; ++v) {
      std::string vote, spaced;
      for (const std::string& id : ids) {
        if (numbers.Below(6) != 0) continue;
        vote += (vote.empty() ? "" : ",") + id;
        spaced += (spaced.empty() ? " " : " ,\t") + id;
        ++entries;
      }
      plain += "v;" + vote + (v + 1 < voters ? "\n" : "");
      quoted += "v;\"" + vote + "\"\n";
      padded += " v ; " + spaced + " \r\n";
    }
    const std::string before =
        "META\nkey;value\nbudget;100\nvote_type;approval\nnum_projects;30\nnum_votes;" +
        std::to_string(voters) + "\nPROJECTS\nproject_id;cost\n" + projects +
        "VOTES\nvoter_id;vote\n";
    const Profile expected = Read(before + plain).profile;
    size_t found = 0;
    for (size_t v = 0; v < expected.voters(); ++v) found += expected.ballot(v).projects.size();
    EXPECT_EQ(found, entries) << seed;
    for (const std::string& votes : {quoted, padded}) {
      const PabulibFile file = Read(before + votes);
      EXPECT_THAT(Warnings(file), testing::IsEmpty()) << seed;
      ASSERT_EQ(file.profile.voters(), voters) << seed;
      for (size_t v = 0; v < voters; ++v) {
        EXPECT_EQ(file.profile.ballot(v).projects, expected.ballot(v).projects) << seed;
      }
    }
  }
}

TEST(PabulibReader, CountsInMetaThatDisagreeAreWarnedOf) {
  const PabulibFile file = Read(Replaced(kPlain, "num_votes;3", "num_votes;4"));
  EXPECT_EQ(file.profile.voters(), 3u);
  EXPECT_THAT(Warnings(file),
              testing::ElementsAre(testing::HasSubstr("7: num_votes is 4, but the file holds 3")));
}

TEST(PabulibReader, BallotsBeyondTheirLimitsCountAndAreWarnedOfWhenChecked) {
  const std::string text = Replaced(kPlain, "num_votes;3", "num_votes;3\nmax_length;1");
  EXPECT_THAT(Warnings(Read(text)), testing::IsEmpty());
  const PabulibFile file = Read(text, {.check_ballots = true});
  EXPECT_EQ(file.profile.approvals(0), 1);
  EXPECT_THAT(Warnings(file), testing::ElementsAre(testing::HasSubstr("number of projects is 2")));
}

TEST(PabulibReader, VotesColumnAndRepeatedVotersAreCheckedOnRequest) {
  std::string text = Replaced(kPlain, "project_id;cost;name", "project_id;cost;votes");
  text = Replaced(Replaced(text, "60;One", "60;1"), "50;Two", "50;9");
  text = Replaced(text, "v2;2", "v1;2");
  EXPECT_THAT(Warnings(Read(text, {.check_ballots = true})),
              testing::ElementsAre(testing::HasSubstr("voter 'v1'"),
                                   testing::HasSubstr("votes is 9, but 2 ballots")));
}

TEST(PabulibReader, CumulativeBallotsNeedAsManyPointsAsProjects) {
  std::string text = Replaced(kPlain, "approval", "cumulative");
  EXPECT_THAT(Refusal(text), testing::HasSubstr("no column points"));
  text = Replaced(text, "voter_id;vote", "voter_id;vote;points");
  EXPECT_THAT(Refusal(text), testing::StartsWith("test.pb:14: points are ''"));
  text = Replaced(text, "v1;1,2", "v1;1,2;3,4.0");
  text = Replaced(text, "v2;2", "v2;2;7");
  const PabulibFile file = Read(text);
  EXPECT_EQ(file.profile.points(1), 11);
  EXPECT_EQ(file.profile.voters(), 3u);
  EXPECT_THAT(Refusal(Replaced(text, ";3,4.0", ";3")),
              testing::HasSubstr("more projects than points"));
  EXPECT_THAT(Refusal(Replaced(text, ";3,4.0", ";3,4,5")),
              testing::HasSubstr("fewer projects than points"));
  EXPECT_THAT(Refusal(Replaced(text, ";3,4.0", ";3,-4")), testing::HasSubstr("points are '-4'"));
  EXPECT_THAT(Refusal(Replaced(text, ";3,4.0", ";3,1.5")), testing::HasSubstr("points are '1.5'"));
}

TEST(PabulibReader, OrdinalBallotsMayGivePointsBesideTheRanks) {
  const std::string plain = Replaced(kPlain, "approval", "ordinal");
  EXPECT_FALSE(Read(plain).profile.contest().ranked_points);
  std::string text = Replaced(plain, "voter_id;vote", "voter_id;vote;points");
  text = Replaced(Replaced(text, "v1;1,2", "v1;2,1;3,2"), "v2;2", "v2;2;3");
  const PabulibFile file = Read(text);
  EXPECT_TRUE(file.profile.contest().ranked_points);
  EXPECT_THAT(file.profile.ballot(0).projects, testing::ElementsAre(1u, 0u));
  EXPECT_THAT(file.profile.ballot(0).points, testing::ElementsAre(3, 2));
  EXPECT_EQ(file.profile.points(1), 6);
  EXPECT_THAT(Refusal(Replaced(text, "2,1;3,2", "2,1;3")),
              testing::HasSubstr("more projects than points"));
}

TEST(PabulibReader, KeepsWhatProjectsSaysOfTheOutcome) {
  EXPECT_TRUE(Read(kPlain).selected.empty());
  std::string text = Replaced(kPlain, "cost;name", "cost;name;selected;score;neighborhood");
  text = Replaced(Replaced(text, "60;One", "60;One;1;7;North"), "50;Two", "50;Two;2;x;South");
  const PabulibFile file = Read(text);
  EXPECT_THAT(file.selected, testing::ElementsAre(1, 2));
  EXPECT_THAT(file.scores, testing::ElementsAre(7, std::nullopt));
  EXPECT_EQ(file.profile.projects()[1].area, "South");
}

TEST(PabulibReader, TellsWhereProjectsAre) {
  EXPECT_TRUE(Read(kPlain).places.empty());
  std::string text = Replaced(kPlain, "cost;name", "cost;name;latitude;longitude");
  text = Replaced(Replaced(text, "60;One", "60;One;49.5;-20.25"), "50;Two", "50;Two;91;1");
  const PabulibFile file = Read(text);
  ASSERT_EQ(file.places.size(), file.profile.projects().size());
  ASSERT_TRUE(file.places[0].has_value());
  EXPECT_EQ(file.places[0]->latitude, 49.5);
  EXPECT_EQ(file.places[0]->longitude, -20.25);
  EXPECT_FALSE(file.places[1].has_value());
}

TEST(PabulibReader, DefaultScoreGoesToProjectsLeftOut) {
  std::string text = Replaced(kPlain, "vote_type;approval", "vote_type;scoring\ndefault_score;2");
  text = Replaced(text, "voter_id;vote", "voter_id;vote;points");
  text = Replaced(Replaced(text, "v1;1,2", "v1;1,2;3,4"), "v2;2", "v2;2;7");
  const PabulibFile file = Read(text);
  EXPECT_EQ(file.profile.points(0), 3 + 2 + 2);
  EXPECT_EQ(file.profile.points(1), 4 + 7 + 2);
}

TEST(PabulibReader, RefusesWithLineAndWhatWasExpected) {
  EXPECT_THAT(Refusal(""), testing::HasSubstr("expected META"));
  EXPECT_THAT(Refusal("hello\n"), testing::StrEq("test.pb:1: found 'hello'; expected META"));
  EXPECT_THAT(Refusal("META\nkey;value\nbudget;1\n"), testing::HasSubstr("expected PROJECTS"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "budget;100\n", "")), testing::HasSubstr("no budget"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "budget;100", "budget;-1")),
              testing::StartsWith("test.pb:4: budget: "));
  EXPECT_THAT(Refusal(Replaced(kPlain, "vote_type;approval\n", "")),
              testing::HasSubstr("no vote_type"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "approval", "loud shouting")),
              testing::StartsWith("test.pb:5: vote_type is 'loud shouting'; expected approval, "));
  EXPECT_THAT(Refusal(Replaced(kPlain, "project_id;", "id;")),
              testing::HasSubstr("no column project_id"));
  EXPECT_THAT(Refusal(Replaced(kPlain, ";cost;", ";price;")), testing::HasSubstr("no column cost"));
  EXPECT_THAT(
      Refusal(Replaced(kPlain, "2;50", "1;50")),
      testing::StrEq("test.pb:11: project '1' stands already on line 10; expected distinct ids"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "2;50", "2;")),
              testing::HasSubstr("11: project '2' has no cost"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "2;50", ";50")),
              testing::HasSubstr("11: a project has no project_id"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "voter_id;vote", "voter_id;ballot")),
              testing::HasSubstr("no column vote"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "Two", "\"Two")),
              testing::StartsWith("test.pb:11: a quoted field"));
  EXPECT_THAT(Refusal(Replaced(kPlain, "2;50", "2;900000000000000000")),
              testing::HasSubstr("11: "));
}

TEST(PabulibReader, SaysWhichFileIsMissing) {
  const auto file = ReadPabulibFile("/nowhere/at.all.pb");
  EXPECT_EQ(file.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(file.status().message()), testing::HasSubstr("/nowhere/at.all.pb"));
}

// Bytes as they come, and a good file with bytes changed: always a profile or a refusal with a
// line.
RC_GTEST_PROP(PabulibReader, IsTotal, ()) {
  std::string text = *rc::gen::element<std::string>(kPlain, "META\n", "");
  const auto edits = *rc::gen::container<std::vector<std::pair<uint16_t, uint8_t>>>(
      rc::gen::pair(rc::gen::arbitrary<uint16_t>(), rc::gen::arbitrary<uint8_t>()));
  for (const auto& [at, byte] : edits) {
    const char c = byte % 4 == 0 ? static_cast<char>(byte) : ";\",\n.19 "[byte % 8];
    if (text.empty() || byte % 3 == 0)
      text.insert(text.begin() + static_cast<ptrdiff_t>(at % (text.size() + 1)), c);
    else if (byte % 3 == 1)
      text.erase(at % text.size(), 1);
    else
      text[at % text.size()] = c;
  }
  const auto file = ParsePabulib(text, "f", {.check_ballots = true});
  if (!file.ok()) {
    RC_ASSERT(file.status().code() == absl::StatusCode::kInvalidArgument);
    RC_ASSERT(std::string(file.status().message()).rfind("f:", 0) == 0);
  }
}

}  // namespace
}  // namespace urna::tallying
