// Step 6 of the audit: rolls, and the parts that their registrars proved.
#include <algorithm>
#include <functional>

#include "crypto/hash.h"
#include "ledger/audit_folder.h"
#include "ledger/part.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

class PartsTest : public testing::Test {
 protected:
  // The step at which the audit of an election with these published files fails.
  int FailingStepWith(const std::function<void(std::vector<RollFiles>&)>& adjust,
                      const std::string& because = "") {
    const auto election = ElectionFixture::Make(
        {.voters = 4, .electorates = 2, .threshold = 1, .trustees = 1, .adjust_rolls = adjust});
    ElectionRun run(election);
    run.VoteAndClose(4, 4);
    run.CountAll();
    const std::string folder = scratch_.Sub("bundle" + std::to_string(++bundles_));
    run.WriteBundle(folder);
    const AuditReport report = AuditFolder(folder);
    if (report.ok()) return kAllHold;
    EXPECT_THAT(std::string(report.steps.back().status.message()), testing::HasSubstr(because));
    return report.steps.back().number;
  }
  static std::vector<PartRecord> RecordsOf(const RollFiles& files, std::uint32_t j,
                                           const ElectionId& election) {
    return PartFile::Parse(files.parts[j - 1], election, j).value().records();
  }
  // That of every process called "test".
  static ElectionId Id() {
    const crypto::Hash256 id = crypto::Sha256(crypto::AsBytes("test"));
    ElectionId out;
    std::copy_n(id.begin(), out.size(), out.begin());
    return out;
  }
  static crypto::VoterKey FreshKey() {
    return crypto::VoterKey::FromScalar(crypto::Secret<crypto::Scalar>(crypto::Scalar::Random()))
        .value();
  }
  static void Combine(RollFiles& files) {
    std::vector<PartFile> parts;
    for (std::uint32_t j = 1; j <= files.parts.size(); ++j) {
      parts.push_back(PartFile::Parse(files.parts[j - 1], Id(), j).value());
    }
    files.roll = CombineParts(parts).value();
  }

  TemporaryFolder scratch_;
  int bundles_ = 0;
};

TEST_F(PartsTest, HoldAsTheRegistrarsMadeThem) {
  EXPECT_EQ(FailingStepWith([](std::vector<RollFiles>&) {}), kAllHold);
}

// A server that puts in a key of its own: the roll is the sum of parts that registrars proved.
TEST_F(PartsTest, AddUpToTheRoll) {
  EXPECT_EQ(FailingStepWith(
                [](std::vector<RollFiles>& files) {
                  auto records = RollFile::Parse(files[0].roll).value().records();
                  records[0].key.bytes = crypto::Point::Random().bytes();
                  files[0].roll = RollFile::Serialize(records);
                },
                "are not the sums of the parts"),
            6);
}

// The registrar who comes last and wants the sum: it can prove nothing of the difference.
TEST_F(PartsTest, AreProvenByTheirRegistrar) {
  EXPECT_EQ(FailingStepWith(
                [](std::vector<RollFiles>& files) {
                  const auto first = RecordsOf(files[0], 1, Id());
                  auto second = RecordsOf(files[0], 2, Id());
                  const crypto::Point wanted = crypto::Point::Base();
                  second[0].key = (wanted - crypto::Point::Parse(first[0].key).value()).bytes();
                  files[0].parts[1] = PartFile::Serialize(2, second);
                  auto roll = RollFile::Parse(files[0].roll).value().records();
                  roll[0].key.bytes = wanted.bytes();
                  files[0].roll = RollFile::Serialize(roll);
                },
                "electorate-0.2.part: part: record 1: the proof"),
            6);
}

TEST_F(PartsTest, AreOfTheSamePeople) {
  EXPECT_EQ(FailingStepWith(
                [](std::vector<RollFiles>& files) {
                  auto second = RecordsOf(files[0], 2, Id());
                  SlotTag other = second[0].slot;
                  other.bytes[31] ^= 1;
                  second[0] = MakePartRecord(Id(), 2, other, FreshKey());
                  files[0].parts[1] = PartFile::Serialize(2, second);
                },
                "is of another slot"),
            6);
}

TEST_F(PartsTest, HaveZerosInAllOrInNone) {
  EXPECT_EQ(FailingStepWith(
                [](std::vector<RollFiles>& files) {
                  auto second = RecordsOf(files[0], 2, Id());
                  second[1] = {.slot = second[1].slot};
                  files[0].parts[1] = PartFile::Serialize(2, second);
                },
                "a key in one part and none in another"),
            6);
}

// Who has one key in two electorates would be told apart by the roll alone, and one letter would do
// for two slots of which the other registrar's parts differ.
TEST_F(PartsTest, HaveEachKeyOnceOverAllElectorates) {
  EXPECT_EQ(FailingStepWith(
                [](std::vector<RollFiles>& files) {
                  const crypto::VoterKey key = FreshKey();
                  for (RollFiles& of_one : files) {
                    auto first = RecordsOf(of_one, 1, Id());
                    first[0] = MakePartRecord(Id(), 1, first[0].slot, key);
                    of_one.parts[0] = PartFile::Serialize(1, first);
                    Combine(of_one);
                  }
                },
                "a key of part 1 stands in two electorates"),
            6);
}

TEST_F(PartsTest, HaveEachPersonInOneElectorate) {
  EXPECT_EQ(FailingStepWith(
                [](std::vector<RollFiles>& files) {
                  const SlotTag taken = RecordsOf(files[1], 1, Id())[0].slot;
                  for (std::uint32_t j = 1; j <= 2; ++j) {
                    auto records = RecordsOf(files[0], j, Id());
                    records[0] = MakePartRecord(Id(), j, taken, FreshKey());
                    files[0].parts[j - 1] = PartFile::Serialize(j, records);
                  }
                  Combine(files[0]);
                },
                "a tag stands in two electorates"),
            6);
}

TEST_F(PartsTest, OfVersionOneOrAnotherRegistrarAreRefused) {
  EXPECT_EQ(FailingStepWith([](std::vector<RollFiles>& files) { files[0].parts[0][7] = '1'; },
                            "does not begin with URNAPRT2"),
            6);
  EXPECT_EQ(
      FailingStepWith(
          [](std::vector<RollFiles>& files) { std::swap(files[0].parts[0], files[0].parts[1]); },
          "is not that of code registrar"),
      6);
}

}  // namespace
}  // namespace urna::ledger
