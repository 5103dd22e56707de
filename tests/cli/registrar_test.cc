#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "cli/client/authority_client.h"
#include "cli/client/files.h"
#include "cli/client/registrar_client.h"
#include "cli/client/roll_key_file.h"
#include "ledger/code.h"
#include "ledger/part.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

using testing::HasSubstr;

constexpr ledger::ElectionId kElection{1, 2, 3};
const PeopleColumns kColumns{"district", "person"};

const ledger::RollKey& Key() {
  static const ledger::RollKey kKey = ledger::DrawRollKey();
  return kKey;
}

CsvTable People() {
  return ParseCsv(
             "name,person,district\nAlice,1,north\n\"Bob, \"\"the\"\" second\",2,south\n"
             "Zo\u00e9,3,north\n")
      .value();
}

absl::StatusOr<IssuedCodes> Issue(const CsvTable& people, std::uint32_t number = 1) {
  return IssueCodes(people, kColumns, kElection, Key(), number);
}

std::string Refusal(const std::string& csv) {
  return std::string(Issue(ParseCsv(csv).value()).status().message());
}

CsvTable LettersOf(const IssuedCodes& issued) {
  return ParseCsv({reinterpret_cast<const char*>(issued.letters.data()), issued.letters.size()})
      .value();
}

std::vector<ledger::PartFile> PartsOf(const std::vector<IssuedCodes>& issued,
                                      const std::string& electorate) {
  std::vector<ledger::PartFile> parts;
  for (const IssuedCodes& one : issued) {
    parts.push_back(
        ledger::PartFile::Parse(one.parts.at(electorate), kElection, one.number).value());
  }
  return parts;
}

TEST(IssueCodes, GivesEveryPersonACodeThatIsInThePartOfTheirElectorate) {
  for (const std::uint32_t number : {1U, 2U, 3U}) {
    const auto issued = Issue(People(), number);
    ASSERT_TRUE(issued.ok()) << issued.status();
    EXPECT_EQ(issued->people, 3U);
    EXPECT_EQ(issued->number, number);
    const CsvTable letters = LettersOf(*issued);
    ASSERT_THAT(letters.header, testing::ElementsAre("name", "person", "district", "code", "slot"));
    std::set<std::string> codes;
    for (std::size_t i = 0; i < letters.rows.size(); ++i) {
      const auto& letter = letters.rows[i];
      EXPECT_EQ(letter[0], People().rows[i][0]);
      codes.insert(letter[3]);
      const auto code = ledger::VotingCode::Parse(letter[3], number);
      ASSERT_TRUE(code.ok());
      const auto key = code->Key(kElection)->public_key().bytes();
      const auto part = ledger::PartFile::Parse(issued->parts.at(letter[2]), kElection, number);
      ASSERT_TRUE(part.ok()) << part.status();
      const auto found = std::find_if(part->records().begin(), part->records().end(),
                                      [&](const auto& record) { return record.key == key; });
      ASSERT_NE(found, part->records().end());
      EXPECT_EQ(found->slot, ledger::TagOfPerson(Key(), kElection, letter[1]));
      EXPECT_EQ(found->slot.Printed(), letter[4]);
    }
    EXPECT_EQ(codes.size(), 3U);
    EXPECT_EQ(issued->parts.size(), 2U);
  }
}

TEST(IssueCodes, MakesPartsOfSeveralRegistrarsThatAddUpToARoll) {
  // The registrars need not have the same order, spelling or other columns.
  const auto others =
      ParseCsv("person,district,e-mail\n 3\u00a0,north,z@x\n2,south,b@x\n1,north,a@x\n");
  std::vector<IssuedCodes> issued;
  issued.push_back(Issue(People(), 1).value());
  issued.push_back(Issue(*others, 2).value());
  const auto parts = PartsOf(issued, "north");
  const auto roll = ledger::CombineParts(parts);
  ASSERT_TRUE(roll.ok()) << roll.status();
  const auto records = ledger::RollFile::Parse(*roll).value().records();
  ASSERT_EQ(records.size(), 2U);
  for (std::size_t person : {std::size_t{0}, std::size_t{2}}) {
    std::vector<crypto::VoterKey> keys;
    keys.push_back(
        ledger::VotingCode::Parse(LettersOf(issued[0]).rows[person][3], 1)->Key(kElection).value());
    keys.push_back(ledger::VotingCode::Parse(LettersOf(issued[1]).rows[2 - person][3], 2)
                       ->Key(kElection)
                       .value());
    const ledger::RollRecord record{
        ledger::TagOfPerson(Key(), kElection, std::to_string(person + 1)),
        {crypto::VoterKey::Sum(keys)->public_key().bytes()}};
    EXPECT_THAT(records, testing::Contains(record));
  }
}

TEST(IssueCodes, WithAnotherRollKeyMakesPartsThatDoNotAgree) {
  const ledger::RollKey other = ledger::DrawRollKey();
  std::vector<IssuedCodes> issued;
  issued.push_back(Issue(People(), 1).value());
  issued.push_back(IssueCodes(People(), kColumns, kElection, other, 2).value());
  EXPECT_FALSE(ledger::CombineParts(PartsOf(issued, "north")).ok());
}

TEST(IssueCodes, NamesTheRecordAtFault) {
  EXPECT_THAT(Refusal("person,district\n1,north\n2,\n"), HasSubstr("line 3"));
  EXPECT_THAT(Refusal("person,district\n1,north\n\u2003,north\n"), HasSubstr("line 3"));
  EXPECT_THAT(Refusal("person,district\n1,north\n2,north\n1 ,south\n"), HasSubstr("line 4"));
}

TEST(IssueCodes, RefusesAListThatHasCodesOrSlotsAlready) {
  EXPECT_THAT(Refusal("code,person,district\nX,1,north\n"), HasSubstr("'code'"));
  EXPECT_THAT(Refusal("slot,person,district\nX,1,north\n"), HasSubstr("'slot'"));
}

TEST(IssueCodes, RefusesColumnsAndNumbersThatThereAreNot) {
  EXPECT_THAT(Refusal("person\n1\n"), HasSubstr("no column 'district'"));
  EXPECT_THAT(Refusal("district\nnorth\n"), HasSubstr("no column 'person'"));
  EXPECT_FALSE(Issue(People(), 0).ok());
  EXPECT_FALSE(Issue(People(), 4).ok());
}

TEST(WriteIssued, PutsCodesIntoTheLettersOnlyAndNeverOverOthers) {
  TemporaryFolder folder;
  const std::string out = folder.Sub("letters");
  const auto issued = Issue(People(), 2).value();
  ASSERT_TRUE(WriteIssued(issued, out).ok());

  struct stat state {};
  ASSERT_EQ(stat((out + "/letters.csv").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  EXPECT_TRUE(std::filesystem::exists(out + "/north.2.part"));
  const auto parts = ReadIssuedParts(out, kElection, 0, 1);
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ(parts->number, 2U);
  EXPECT_EQ(parts->files, issued.parts);
  for (const auto& letter : LettersOf(issued).rows) {
    for (const auto& [electorate, part] : issued.parts) {
      EXPECT_THAT(std::string(crypto::AsText(part)), testing::Not(HasSubstr(letter[3])));
    }
  }
  EXPECT_EQ(WriteIssued(issued, out).code(), absl::StatusCode::kAlreadyExists);
}

// Letters that fit no part would be printed; a part that fits no letters would be handed in.
TEST(WriteIssued, LeavesNothingBehindWhenItFails) {
  TemporaryFolder folder;
  const auto issued = Issue(People()).value();
  for (const char* there : {"letters.csv", "north.1.part", "south.1.part"}) {
    const std::string out = folder.Sub(std::string("beside-") + there);
    std::filesystem::create_directory(out);
    ASSERT_TRUE(WriteNewFile(out + "/" + there, {}, Access::kPublic).ok());
    EXPECT_EQ(WriteIssued(issued, out).code(), absl::StatusCode::kAlreadyExists);
    EXPECT_TRUE(std::filesystem::exists(out + "/" + there));
    const auto files = std::distance(std::filesystem::directory_iterator(out), {});
    EXPECT_EQ(files, 1) << there;
  }
}

TEST(ReadIssuedParts, AsksWhoseWhereThereAreSeveral) {
  TemporaryFolder folder;
  const std::string out = folder.Sub("parts");
  const auto first = Issue(People(), 1).value();
  ASSERT_TRUE(WriteIssued(first, out).ok());
  const auto second = Issue(People(), 2).value();
  ASSERT_TRUE(WriteNewFile(out + "/north.2.part", second.parts.at("north"), Access::kPublic).ok());
  EXPECT_THAT(std::string(ReadIssuedParts(out, kElection, 0, 1).status().message()),
              HasSubstr("--number"));
  EXPECT_EQ(ReadIssuedParts(out, kElection, 1, 1)->files, first.parts);
  EXPECT_EQ(ReadIssuedParts(out, kElection, 2, 1)->files.size(), 1U);
  EXPECT_EQ(ReadIssuedParts(out, kElection, 3, 1).status().code(), absl::StatusCode::kNotFound);
}

TEST(ReadIssuedParts, RefusesDamageAnotherElectionAndAnotherNumber) {
  TemporaryFolder folder;
  const std::string out = folder.Sub("parts");
  ASSERT_TRUE(WriteIssued(Issue(People()).value(), out).ok());
  EXPECT_FALSE(ReadIssuedParts(out, ledger::ElectionId{9}, 0, 1).ok());
  const std::string path = out + "/north.1.part";
  auto bytes = ReadFile(path, 4096).value();
  bytes.back() ^= 1;
  ASSERT_TRUE(ReplaceFile(path, bytes, Access::kPublic).ok());
  EXPECT_THAT(std::string(ReadIssuedParts(out, kElection, 0, 1).status().message()),
              HasSubstr("north.1.part"));
  bytes.back() ^= 1;
  ASSERT_TRUE(ReplaceFile(path, bytes, Access::kPublic).ok());
  std::filesystem::rename(path, out + "/north.2.part");
  EXPECT_FALSE(ReadIssuedParts(out, kElection, 2, 1).ok());
}

TEST(RollKeyFile, IsForItsOwnerAloneAndNeverWrittenOver) {
  TemporaryFolder folder;
  const std::string path = folder.Sub("roll.key");
  ASSERT_TRUE(WriteRollKey(path, Key()).ok());
  struct stat state {};
  ASSERT_EQ(stat(path.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  EXPECT_THAT(ReadText(path, 4096).value(), testing::StartsWith("urna/v2/roll-key"));
  const auto read = ReadRollKey(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Reveal(), Key().Reveal());
  EXPECT_EQ(WriteRollKey(path, ledger::DrawRollKey()).code(), absl::StatusCode::kAlreadyExists);
}

TEST(RollKeyFile, RefusesWhatIsNone) {
  TemporaryFolder folder;
  const std::string good_path = folder.Sub("roll.key");
  ASSERT_TRUE(WriteRollKey(good_path, Key()).ok());
  const std::string good = ReadText(good_path, 4096).value();
  const std::string path = folder.Sub("other.key");
  const auto refused = [&](const std::string& text) {
    EXPECT_TRUE(ReplaceFile(path, crypto::AsBytes(text), Access::kOwnerOnly).ok());
    return ReadRollKey(path).status().code() == absl::StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused(good.substr(0, good.size() - 2)));
  EXPECT_TRUE(refused(good + "\n"));
  EXPECT_TRUE(refused("x" + good.substr(1)));
  EXPECT_TRUE(refused(good.substr(0, good.size() - 2) + "g\n"));
  EXPECT_FALSE(refused(good.substr(0, good.size() - 1)));
  EXPECT_EQ(ReadRollKey(folder.Sub("none")).status().code(), absl::StatusCode::kNotFound);
}

TEST(FindSlot, TakesWhatALetterPrints) {
  const auto issued = Issue(People()).value();
  std::vector<ledger::RollFile> files;
  for (const std::string electorate : {"north", "south"}) {
    std::vector<ledger::PartFile> part;
    part.push_back(ledger::PartFile::Parse(issued.parts.at(electorate), kElection, 1).value());
    files.push_back(ledger::RollFile::Parse(ledger::CombineParts(part).value()).value());
  }
  const auto rolls = ledger::Rolls::Join(files).value();
  for (const std::string person : {"1", "2", "3"}) {
    const ledger::SlotTag tag = ledger::TagOfPerson(Key(), kElection, person);
    std::string printed = tag.Printed();
    EXPECT_EQ(FindSlot(rolls, printed).value(), tag);
    for (char& c : printed) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(FindSlot(rolls, printed).value(), tag);
  }
  EXPECT_EQ(FindSlot(rolls, "aaaaaaaaaaaaaaaa").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FindSlot(rolls, "aaaa").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FindSlot, RefusesABeginningOfSeveral) {
  std::vector<ledger::RollRecord> records(2);
  records[1].slot.bytes[31] = 1;
  const std::vector<ledger::RollFile> files = {
      ledger::RollFile::Parse(ledger::RollFile::Serialize(records)).value()};
  EXPECT_EQ(FindSlot(ledger::Rolls::Join(files).value(), "aaaaaaaaaaaaaaaa").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace urna::client
