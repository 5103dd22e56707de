#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "cli/client/files.h"
#include "cli/client/registrar_client.h"
#include "ledger/code.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

constexpr ledger::ElectionId kElection{1, 2, 3};

CsvTable People() {
  return ParseCsv("name,district\nAlice,north\n\"Bob, \"\"the\"\" second\",south\nZoé,north\n")
      .value();
}

CsvTable LettersOf(const IssuedCodes& issued) {
  return ParseCsv({reinterpret_cast<const char*>(issued.letters.data()), issued.letters.size()})
      .value();
}

TEST(IssueCodes, GivesEveryPersonACodeThatIsOnTheRollOfTheirElectorate) {
  const auto issued = IssueCodes(People(), "district", kElection);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->people, 3U);
  const CsvTable letters = LettersOf(*issued);
  ASSERT_THAT(letters.header, testing::ElementsAre("name", "district", "code"));
  std::set<std::string> codes;
  for (std::size_t i = 0; i < letters.rows.size(); ++i) {
    EXPECT_EQ(letters.rows[i][0], People().rows[i][0]);
    codes.insert(letters.rows[i][2]);
    const auto code = ledger::VotingCode::Parse(letters.rows[i][2]);
    ASSERT_TRUE(code.ok());
    const auto roll = ledger::RollFile::Parse(issued->rolls.at(letters.rows[i][1]));
    ASSERT_TRUE(roll.ok());
    const ledger::RollRecord record{code->Tag(kElection),
                                    {code->Key(kElection).public_key().bytes()}};
    EXPECT_THAT(roll->records(), testing::Contains(record));
  }
  EXPECT_EQ(codes.size(), 3U);
  EXPECT_EQ(issued->rolls.at("north").size(), 2 * ledger::kRollRecordSize);
  EXPECT_EQ(issued->rolls.at("south").size(), 1 * ledger::kRollRecordSize);
}

TEST(IssueCodes, NamesTheRecordWithoutAnElectorate) {
  const auto people = ParseCsv("name,district\nAlice,north\nBob,\n").value();
  EXPECT_THAT(IssueCodes(people, "district", kElection).status().message(),
              testing::HasSubstr("record 3"));
}

TEST(IssueCodes, RefusesAListThatHasCodesAlready) {
  const auto people = ParseCsv("code,district\nX,north\n").value();
  EXPECT_FALSE(IssueCodes(people, "district", kElection).ok());
}

TEST(WriteIssued, PutsCodesIntoTheLettersOnlyAndNeverOverOthers) {
  TemporaryFolder folder;
  const std::string out = folder.Sub("letters");
  const auto issued = IssueCodes(People(), "district", kElection).value();
  ASSERT_TRUE(WriteIssued(issued, out).ok());

  struct stat state{};
  ASSERT_EQ(stat((out + "/letters.csv").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  const auto rolls = ReadIssuedRolls(out);
  ASSERT_TRUE(rolls.ok());
  EXPECT_EQ(*rolls, issued.rolls);
  for (const auto& letter : LettersOf(issued).rows) {
    for (const auto& [electorate, roll] : issued.rolls) {
      EXPECT_THAT(std::string(crypto::AsText(roll)), testing::Not(testing::HasSubstr(letter[2])));
    }
  }
  EXPECT_EQ(WriteIssued(issued, out).code(), absl::StatusCode::kAlreadyExists);
}

TEST(ReadIssuedRolls, RefusesADamagedRoll) {
  TemporaryFolder folder;
  const std::string out = folder.Sub("letters");
  ASSERT_TRUE(WriteIssued(IssueCodes(People(), "district", kElection).value(), out).ok());
  auto bytes = ReadFile(out + "/north.roll", 4096).value();
  bytes.pop_back();
  ASSERT_TRUE(ReplaceFile(out + "/north.roll", bytes, Access::kPublic).ok());
  EXPECT_FALSE(ReadIssuedRolls(out).ok());
}

}  // namespace
}  // namespace urna::client
