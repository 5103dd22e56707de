#include "cli/client/voter_memory.h"

#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/client/files.h"
#include "cli/server_in_test.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

using ledger::ContestId;
using ledger::ElectionFixture;

constexpr std::uint32_t kVoter = 0;

class VoterMemoryTest : public testing::Test {
 protected:
  static const ElectionFixture& Election() {
    static const auto* const kElection = [] {
      ledger::ElectionShape shape;
      shape.contests = 4;
      shape.witnesses = 1;
      shape.adjust = [](v1::Config& config) {
        v1::ChoiceGroup& group = *config.add_choice_groups();
        for (const std::uint32_t contest : {0, 1}) group.add_contests(contest);
        group.set_max(1);
      };
      return new ElectionFixture(ElectionFixture::Make(shape));
    }();
    return *kElection;
  }
  static const ledger::Manifest& Manifest() { return *Election().manifest(); }
  static ledger::VotingKey Key() { return Election().voting_key(kVoter); }

  // Two ballots with receipts, one unanswered.
  static VoterMemory Memory() {
    LogInTest log(Election());
    const crypto::Bytes first = Election().Ballot(kVoter, {1});
    const crypto::Bytes second = Election().Ballot(kVoter, {2}, ledger::After(first));
    log.Append(first);
    log.Append(second);
    VoterMemory out;
    for (const std::uint64_t index : {0, 1}) {
      out.ballots[ContestId{0}].push_back(
          VerifyProvenBallot(Manifest(), log.leaves()[index], log.Receipt(index)).value());
    }
    out.checkpoint = log.Note(2);
    out.evidence.push_back(log.Note(1));
    out.pending.push_back({ContestId{2}, Election().Ballot(kVoter, {0}, {}, ContestId{2})});
    out.encryptions = 7;
    return out;
  }
  static absl::StatusOr<VoterMemory> Read(std::string_view text) {
    return VoterMemory::FromJson(text, Manifest(), Key());
  }
};

TEST_F(VoterMemoryTest, IsReadBackAsItWas) {
  const VoterMemory memory = Memory();
  const std::string text = memory.ToJson(Manifest());
  const auto read = Read(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->ToJson(Manifest()), text);
  EXPECT_EQ(read->encryptions, 7U);
  EXPECT_EQ(read->End(ContestId{0}).sequence, 2U);
  EXPECT_EQ(read->End(ContestId{0}).index, 1U);
  EXPECT_EQ(read->End(ContestId{1}).sequence, 0U);
  EXPECT_EQ(read->pending.at(0).leaf, memory.pending[0].leaf);
}

TEST_F(VoterMemoryTest, HoldsBackItsContestAndItsChoiceGroups) {
  VoterMemory memory = Memory();
  EXPECT_EQ(memory.FindUnanswered(Manifest(), ContestId{0}), nullptr);
  EXPECT_NE(memory.FindUnanswered(Manifest(), ContestId{2}), nullptr);
  memory.pending[0].contest = ContestId{1};
  EXPECT_NE(memory.FindUnanswered(Manifest(), ContestId{0}), nullptr);
  EXPECT_EQ(memory.FindUnanswered(Manifest(), ContestId{3}), nullptr);
}

TEST_F(VoterMemoryTest, IsOfOneElectionAndOneKey) {
  const std::string text = Memory().ToJson(Manifest());
  EXPECT_FALSE(VoterMemory::FromJson(text, Manifest(), Election().voting_key(1)).ok());
  ledger::ElectionShape shape;
  shape.process = "elsewhere";
  const ElectionFixture elsewhere = ElectionFixture::Make(shape);
  EXPECT_FALSE(VoterMemory::FromJson(text, *elsewhere.manifest(), Key()).ok());
}

TEST_F(VoterMemoryTest, IsNotBelievedWhereItIsDamaged) {
  using nlohmann::json;
  const json good = json::parse(Memory().ToJson(Manifest()));
  const auto refused = [&](const std::function<void(json&)>& change) {
    json damaged = good;
    change(damaged);
    return !Read(damaged.dump()).ok();
  };
  EXPECT_FALSE(refused([](json&) {}));
  for (const char* name : {"format", "manifest_hash", "checkpoint", "evidence", "unanswered",
                           "receipts", "encryptions"}) {
    EXPECT_TRUE(refused([&](json& object) { object.erase(name); })) << name;
    EXPECT_TRUE(refused([&](json& object) { object[name] = -1; })) << name;
  }
  EXPECT_TRUE(refused([](json& o) { o["receipts"].erase(0); }));
  EXPECT_TRUE(refused([](json& o) { std::swap(o["receipts"][0], o["receipts"][1]); }));
  EXPECT_TRUE(refused([](json& o) { o["receipts"][1]["leaf"] = o["receipts"][0]["leaf"]; }));
  EXPECT_TRUE(refused([](json& o) { o["checkpoint"] = "urna.test/test\n1\n"; }));
  EXPECT_TRUE(refused([](json& o) { o["unanswered"][0]["leaf"] = ""; }));
  // The line of a witness that signed something else.
  const std::string wrong = crypto::Cosign("another text\n", ElectionFixture::WitnessName(0),
                                           Election().witness(0), 1'700'000'001);
  EXPECT_TRUE(
      refused([&](json& o) { o["checkpoint"] = o["checkpoint"].get<std::string>() + wrong; }));
  EXPECT_FALSE(Read("").ok());
  EXPECT_FALSE(Read("[]").ok());
}

TEST_F(VoterMemoryTest, KnowsNoSecret) {
  const std::string text = Memory().ToJson(Manifest());
  EXPECT_THAT(text, testing::Not(testing::HasSubstr(
                        crypto::ToBase64(Election().voter(kVoter).secret().Reveal().bytes()))));
  for (const char* word : {"code", "payload", "randomness", "choice"}) {
    EXPECT_THAT(text, testing::Not(testing::HasSubstr(word)));
  }
}

TEST_F(VoterMemoryTest, IsKeptInAFileOfItsOwnersAlone) {
  const TemporaryFolder folder;
  std::string path;
  {
    auto file = VoterFile::Open(folder.path(), Election().manifest(), Key());
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ((*file)->Load().value().encryptions, 0U);
    ASSERT_TRUE((*file)->Save(Memory()).ok());
    ASSERT_TRUE((*file)->Save(Memory()).ok());
    path = (*file)->path();
    EXPECT_THAT(path, testing::MatchesRegex(".*/urna-voter-[a-z2-7]+\\.json"));
    struct stat status{};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    // One program at a time.
    EXPECT_TRUE(absl::IsFailedPrecondition(
        VoterFile::Open(folder.path(), Election().manifest(), Key()).status()));
    EXPECT_TRUE(
        VoterFile::Open(folder.path(), Election().manifest(), Election().voting_key(1)).ok());
  }
  auto again = VoterFile::Open(folder.path(), Election().manifest(), Key());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)->path(), path);
  EXPECT_EQ((*again)->Load().value().encryptions, 7U);
  std::filesystem::resize_file(path, 100);
  EXPECT_FALSE((*again)->Load().ok());
}

TEST_F(VoterMemoryTest, NeedsAFolder) {
  const TemporaryFolder folder;
  EXPECT_TRUE(
      absl::IsNotFound(VoterFile::Open(folder.Sub("none"), Election().manifest(), Key()).status()));
}

}  // namespace
}  // namespace urna::client
