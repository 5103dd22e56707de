#include "ledger/audit.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "crypto/hash.h"
#include "ledger/tiles.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

crypto::Bytes ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteFile(const fs::path& path, const crypto::Bytes& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  const std::string_view text = crypto::AsText(bytes);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

AuditReport AuditFolder(const std::string& folder, const AuditOptions& options = {}) {
  return Audit(Bundle::Open(folder).value(), options).value();
}

// The number of the step that fails; 0 when all hold.
int FailingStep(const std::string& folder, const AuditOptions& options = {}) {
  const AuditReport report = AuditFolder(folder, options);
  return report.ok() ? 0 : report.steps.back().number;
}

// One election for all tests: two contests, two electorates, ties by lot in the second contest.
class AuditTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    election_ = new ElectionFixture(ElectionFixture::Make(
        {.voters = 6, .electorates = 2, .contests = 2, .adjust = [](v1::Config& config) {
           config.mutable_contests(1)->mutable_rule()->set_tie_break(v1::TIE_BREAK_LOT);
         }}));
    run_ = new ElectionRun(*election_);
    Vote(*run_);
    run_->CountAll();
    folder_ = new TemporaryFolder();
    run_->WriteBundle(folder_->Sub("bundle"));
  }
  static void TearDownTestSuite() {
    delete folder_;
    delete run_;
    delete election_;
  }
  static void Vote(ElectionRun& run) {
    run.Append(election_->OpenLeaf());
    for (std::uint32_t v = 0; v < 6; ++v) {
      run.Append(election_->Ballot(v, {v % 4}, 1, ContestId{0}));
      if (v != 3) run.Append(election_->Ballot(v, {0, 1}, 2, ContestId{1}));
    }
    run.Append(election_->Ballot(0, {2, 3}, 3, ContestId{0}));
    run.Append(election_->RevokeLeaf(5));
    run.Append(election_->CloseLeaf());
  }
  // A copy that a test may damage.
  std::string Copy() {
    const std::string copy = scratch_.Sub("copy");
    fs::remove_all(copy);
    fs::copy(folder_->Sub("bundle"), copy, fs::copy_options::recursive);
    return copy;
  }
  // A bundle whose log is `leaves`, with tiles and a checkpoint that fit: what a dishonest log
  // would publish.
  std::string WithLog(const std::vector<crypto::Bytes>& leaves) {
    const std::string folder = scratch_.Sub("forged");
    fs::remove_all(folder);
    auto writer = BundleWriter::Create(folder).value();
    for (const auto& [path, bytes] : run_->files()) EXPECT_TRUE(writer.Add(path, bytes).ok());
    crypto::MerkleTree tree;
    for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
    EXPECT_TRUE(writer
                    .AddLog(leaves, crypto::SignCheckpoint({election_->manifest()->log_key().origin,
                                                            leaves.size(), tree.Root()},
                                                           election_->LogSigningKey()))
                    .ok());
    return folder;
  }

  static ElectionFixture* election_;
  static ElectionRun* run_;
  static TemporaryFolder* folder_;
  TemporaryFolder scratch_;
};
ElectionFixture* AuditTest::election_ = nullptr;
ElectionRun* AuditTest::run_ = nullptr;
TemporaryFolder* AuditTest::folder_ = nullptr;

TEST_F(AuditTest, HoldsForAnHonestElection) {
  const AuditReport report = AuditFolder(folder_->Sub("bundle"));
  for (const auto& step : report.steps) EXPECT_TRUE(step.status.ok()) << step.name << step.status;
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report.steps.size(), 12u);
  EXPECT_TRUE(report.faults.empty());
  ASSERT_EQ(report.contests.size(), 2u);
  EXPECT_EQ(report.contests[0].entitled, 6u);
  EXPECT_EQ(report.contests[0].ballots, 5u) << "one key was revoked";
  EXPECT_EQ(report.contests[1].ballots, 4u) << "and one voter left this contest out";
  EXPECT_EQ(report.contests[0].valid, 5u);
}

TEST_F(AuditTest, GivesTheSameResultWithManyThreads) {
  AuditOptions options;
  options.threads = 4;
  EXPECT_EQ(AuditFolder(folder_->Sub("bundle"), options).result_hash,
            AuditFolder(folder_->Sub("bundle")).result_hash);
}

TEST_F(AuditTest, GivesTheSameResultWithTheReferenceAlone) {
  AuditOptions options;
  options.reference_only = true;
  EXPECT_EQ(AuditFolder(folder_->Sub("bundle"), options).result_hash,
            AuditFolder(folder_->Sub("bundle")).result_hash);
}

// Every byte of a bundle is checked by some step.
TEST_F(AuditTest, NoticesAnyFlippedBit) {
  EXPECT_TRUE(rc::check([&] {
    const std::string copy = Copy();
    const auto files = Bundle::Open(copy).value().files();
    const auto which = *rc::gen::inRange<std::size_t>(0, files.size());
    const auto& [path, size] = *std::next(files.begin(), static_cast<std::ptrdiff_t>(which));
    auto bytes = ReadFile(fs::path(copy) / path);
    const auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    WriteFile(fs::path(copy) / path, bytes);
    RC_LOG() << path << " bit " << bit;
    RC_ASSERT(FailingStep(copy) != 0);
  }));
}

TEST_F(AuditTest, NamesTheStepAtWhichAFileIsWrong) {
  const std::map<std::string, int> step_of = {
      {"config", 2},
      {"dkg_record", 2},
      {"manifest-ok", 2},
      {"checkpoint", 4},
      {"tile/0/000.p/" + std::to_string(run_->leaves().size()), 4},
      {"tile/entries/000.p/" + std::to_string(run_->leaves().size()), 4},
      {"close", 5},
      {"roll/electorate-0.roll", 6},
      {"mix/0/16.mix", 8},
      {"mix/1/24.mix", 8},
      {"dec/0/18.dec", 9},
      {"lot/1/27.lot", 9},
      {"result/0.ballots", 10},
      {"result/0.tally", 11},
      {"result/1.pb", 12},
  };
  for (const auto& [path, step] : step_of) {
    for (const bool remove : {false, true}) {
      const std::string copy = Copy();
      const fs::path file = fs::path(copy) / path;
      ASSERT_TRUE(fs::exists(file)) << path;
      if (remove) {
        fs::remove(file);
        EXPECT_NE(FailingStep(copy), 0) << path << " removed";
        continue;
      }
      auto bytes = ReadFile(file);
      bytes[bytes.size() / 2] ^= 1;
      WriteFile(file, bytes);
      EXPECT_EQ(FailingStep(copy), step) << path;
    }
  }
}

TEST_F(AuditTest, NoticesEveryMissingFile) {
  const auto files = Bundle::Open(folder_->Sub("bundle")).value().files();
  for (const auto& [path, size] : files) {
    const std::string copy = Copy();
    fs::remove(fs::path(copy) / path);
    EXPECT_NE(FailingStep(copy), 0) << path;
  }
}

TEST_F(AuditTest, NoticesAFileThatNothingAnnounces) {
  for (std::string path : {"readme", "mix/0/3.mix", "mix/2/1.mix", "dec/0/1.dec", "lot/0/1.lot",
                           "roll/other.roll", "result/2.tally", "tile/0/001", "extra/file"}) {
    const std::string copy = Copy();
    WriteFile(fs::path(copy) / path, {1, 2, 3});
    EXPECT_NE(FailingStep(copy), 0) << path;
  }
}

TEST_F(AuditTest, NoticesEntriesDroppedDoubledOrReordered) {
  const auto& honest = run_->leaves();
  for (std::size_t i = 0; i < honest.size(); ++i) {
    // The published tiles and root stay: the entries no longer fit.
    auto dropped = honest;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    auto doubled = honest;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), honest[i]);
    for (const auto& leaves : {dropped, doubled}) {
      const std::string copy = Copy();
      for (const auto& entry : fs::directory_iterator(fs::path(copy) / "tile/entries")) {
        fs::remove_all(entry);
      }
      WriteFile(fs::path(copy) / Tile{Tile::kEntries, 0, leaves.size()}.Path(), EntryTile(leaves));
      EXPECT_EQ(FailingStep(copy), 4) << i;
    }
  }
}

// What follows is done by a log that signs whatever it likes.

TEST_F(AuditTest, ReportsABallotThatShouldNotHaveBeenAdmitted) {
  ElectionRun run(*election_);
  run.Append(election_->OpenLeaf());
  run.Append(election_->Ballot(0, {0}, 5));
  auto forged = ParseLeaf(election_->Ballot(1, {0})).value();
  std::get<BallotLeaf>(forged.body).signature[3] ^= 1;
  run.AppendUnchecked(SerializeLeaf(forged));
  run.AppendUnchecked(election_->Ballot(0, {1}, 4));
  run.AppendUnchecked(crypto::Bytes{0x02, 0x01});
  run.Append(election_->Ballot(2, {0}));
  run.Append(election_->CloseLeaf());
  run.CountAll();
  run.WriteBundle(scratch_.Sub("faulty"));
  const AuditReport report = AuditFolder(scratch_.Sub("faulty"));
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  ASSERT_EQ(report.faults.size(), 3u);
  EXPECT_EQ(report.faults[0].leaf_index, 3u);
  EXPECT_EQ(report.contests[0].ballots, 2u);
}

TEST_F(AuditTest, RefusesALogThatDropsABallotOfTheVoter) {
  const std::uint64_t index = 2;
  auto leaves = run_->leaves();
  const crypto::Bytes mine = leaves[index];
  crypto::MerkleTree tree;
  for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
  AuditOptions options;
  options.kept_receipts = {
      {crypto::LogProof{index, tree.InclusionProof(index, leaves.size()).value(),
                        run_->CheckpointNote()}
           .Serialize(),
       mine}};
  EXPECT_EQ(FailingStep(folder_->Sub("bundle"), options), 0);
  leaves.erase(leaves.begin() + static_cast<std::ptrdiff_t>(index));
  EXPECT_EQ(FailingStep(WithLog(leaves), options), 4);
}

TEST_F(AuditTest, RefusesALogThatForkedFromAKeptCheckpoint) {
  AuditOptions options;
  options.kept_checkpoints = {run_->CheckpointNote()};
  EXPECT_EQ(FailingStep(folder_->Sub("bundle"), options), 0);
  auto leaves = run_->leaves();
  std::swap(leaves[2], leaves[3]);
  EXPECT_EQ(FailingStep(WithLog(leaves), options), 4);
}

TEST_F(AuditTest, RefusesAnotherLogsKey) {
  AuditOptions options;
  options.vkey = run_->state().manifest().config().log().vkey();
  EXPECT_EQ(FailingStep(folder_->Sub("bundle"), options), 0);
  options.vkey = crypto::LogKey{"other", election_->voter(0).public_key()}.ToVkey();
  EXPECT_EQ(FailingStep(folder_->Sub("bundle"), options), 4);
}

TEST_F(AuditTest, RefusesBallotsOutsideTheVotingTime) {
  auto leaves = run_->leaves();
  std::swap(leaves[1], leaves[2]);  // a ballot, then the opening
  EXPECT_EQ(FailingStep(WithLog(leaves)), 5);
  leaves = run_->leaves();
  leaves.push_back(election_->Ballot(1, {1}, 9));
  EXPECT_EQ(FailingStep(WithLog(leaves)), 5);
}

TEST_F(AuditTest, RefusesALogThatWasNeverClosed) {
  auto leaves = run_->leaves();
  leaves.resize(run_->state().close_index().value());
  EXPECT_EQ(FailingStep(WithLog(leaves)), 5);
}

TEST_F(AuditTest, RefusesAClosingThatTooFewTrusteesSigned) {
  const std::uint64_t close = run_->state().close_index().value();
  const std::string copy = Copy();
  WriteFile(fs::path(copy) / "close",
            SerializeClosings({{2, election_->SignClosed(2, close, run_->RootAt(close + 1))}}));
  EXPECT_EQ(FailingStep(copy), 5);
}

TEST_F(AuditTest, RefusesTheMixAndSharesOfAnotherProcess) {
  const auto other = ElectionFixture::Make({.process = "other", .voters = 6, .electorates = 2});
  ElectionRun other_run(other);
  other_run.VoteAndClose(5, 4);
  other_run.CountAll();
  for (const auto& [path, other_path] :
       std::map<std::string, std::string>{{"mix/0/16.mix", "mix/0/8.mix"},
                                          {"mix/0/17.mix", "mix/0/9.mix"},
                                          {"dec/0/18.dec", "dec/0/10.dec"},
                                          {"dec/0/19.dec", "dec/0/11.dec"}}) {
    const std::string copy = Copy();
    WriteFile(fs::path(copy) / path, other_run.files().at(other_path));
    EXPECT_EQ(FailingStep(copy), path.starts_with("mix") ? 8 : 9) << path;
  }
}

// The trustee signs the announcement of a mix that leaves the shuffled ballots out: the digest
// fits, the proof does not.
TEST_F(AuditTest, RefusesAMixWhoseProofDoesNotHold) {
  ElectionRun run(*election_);
  Vote(run);
  const LeafReader read = [&](std::uint64_t i) -> absl::StatusOr<crypto::Bytes> {
    return run.leaves()[i];
  };
  const auto input = SelectedCiphertexts(run.state(), ContestId{0}, read).value();
  auto mix = crypto::Mix::Parse(election_->Mix(ContestId{0}, 1, 1, input).file, input.size(),
                                input.width())
                 .value();
  std::swap(mix.output.b[0][0], mix.output.b[0][1]);
  const auto forged = election_->Artefact(ContestId{0}, ArtefactKind::kMix, 1, 1, mix.Serialize());
  const std::uint64_t close = run.state().close_index().value();
  run.files()["close"] =
      SerializeClosings({{1, election_->SignClosed(1, close, run.RootAt(close + 1))},
                         {2, election_->SignClosed(2, close, run.RootAt(close + 1))}});
  run.Append(forged.leaf);
  run.files()["mix/0/16.mix"] = forged.file;
  const auto second = election_->Mix(ContestId{0}, 2, 2, mix.output);
  run.Append(second.leaf);
  run.files()["mix/0/17.mix"] = second.file;
  run.WriteBundle(scratch_.Sub("forged-mix"));
  EXPECT_EQ(FailingStep(scratch_.Sub("forged-mix")), 8);
}

TEST_F(AuditTest, RefusesAnOutcomeThatTheBallotsDoNotComeTo) {
  // The trustee signs three results of its own invention.
  ElectionRun run(*election_);
  Vote(run);
  run.CountAll();
  auto leaves = run.leaves();
  // The last three records announce the results of the second contest.
  for (const auto& [kind, path, step] : std::vector<std::tuple<ArtefactKind, std::string, int>>{
           {ArtefactKind::kBallots, "result/1.ballots", 10},
           {ArtefactKind::kOutcome, "result/1.tally", 11},
           {ArtefactKind::kPabulib, "result/1.pb", 12}}) {
    auto forged_leaves = leaves;
    auto bytes = run.files().at(path);
    bytes[bytes.size() - 2] ^= 1;
    const auto forged = election_->Artefact(ContestId{1}, kind, 0, 1, bytes);
    for (std::size_t i = leaves.size() - 3; i < leaves.size(); ++i) {
      const auto leaf = ParseLeaf(leaves[i]).value();
      if (std::get<ArtefactLeaf>(leaf.body).kind == kind) forged_leaves[i] = forged.leaf;
    }
    auto files = run.files();
    run_->files().swap(files);
    run_->files()[path] = bytes;
    EXPECT_EQ(FailingStep(WithLog(forged_leaves)), step) << path;
    run_->files().swap(files);
  }
}

TEST_F(AuditTest, SaysSoWhereThereAreTooFewBallots) {
  const auto election = ElectionFixture::Make({.voters = 4, .minimum_ballots = 3});
  ElectionRun run(election);
  run.VoteAndClose(2, 4);
  run.CountAll();
  run.WriteBundle(scratch_.Sub("few"));
  const AuditReport report = AuditFolder(scratch_.Sub("few"));
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_TRUE(report.contests[0].too_few_ballots);
  EXPECT_TRUE(report.contests[0].selected.empty());
}

TEST_F(AuditTest, HoldsForAContestInWhichNobodyVoted) {
  const auto election = ElectionFixture::Make({.voters = 2});
  ElectionRun run(election);
  run.VoteAndClose(0, 4);
  run.CountAll();
  run.WriteBundle(scratch_.Sub("nobody"));
  const AuditReport report = AuditFolder(scratch_.Sub("nobody"));
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_EQ(report.contests[0].ballots, 0u);
}

}  // namespace
}  // namespace urna::ledger
