#include "ledger/audit.h"

#include <algorithm>
#include <filesystem>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "ledger/audit_folder.h"
#include "ledger/closing.h"
#include "ledger/tiles.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

// One election for all tests: two contests, two electorates, ties by lot in the second contest.
class AuditTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    election_ = new ElectionFixture(ElectionFixture::Make(
        {.voters = 6, .electorates = 2, .contests = 2, .adjust = [](v1::Config& config) {
           config.mutable_contests(1)->mutable_rule()->set_tie_break(v1::TIE_BREAK_LOT);
           config.set_pages_sha256(std::string(32, '\x7a'));
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
      run.Append(election_->Ballot(v, {v % 4}));
      if (v != 3) run.Append(election_->Ballot(v, {0, 1}, {}, ContestId{1}));
    }
    run.Append(election_->Ballot(0, {2, 3}, After(run.leaves()[2])));
    run.Append(election_->RevokeLeaf(5));
    run.Append(election_->CloseLeaf());
  }
  static std::vector<std::string> Paths() {
    std::vector<std::string> paths;
    const Bundle bundle = Bundle::Open(folder_->Sub("bundle")).value();
    for (const auto& [path, size] : bundle.files()) paths.push_back(path);
    return paths;
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
  EXPECT_EQ(report.steps.size(), 14u);
  for (std::size_t i = 0; i < report.steps.size(); ++i) {
    EXPECT_EQ(report.steps[i].number, static_cast<int>(i));
  }
  EXPECT_TRUE(report.faults.empty());
  ASSERT_EQ(report.contests.size(), 2u);
  EXPECT_EQ(report.contests[0].entitled, 6u);
  EXPECT_EQ(report.contests[0].ballots, 5u) << "one key was revoked";
  EXPECT_EQ(report.contests[1].ballots, 4u) << "and one voter left this contest out";
  EXPECT_EQ(report.contests[0].valid, 5u);
  EXPECT_EQ(report.revoked_after_vote(), 1u);
  EXPECT_EQ(report.closing_hash, crypto::ToHex(run_->closing_hash()));
  EXPECT_EQ(report.manifest_hash, crypto::ToHex(election_->manifest()->hash()));
  EXPECT_EQ(report.pages_sha256, crypto::ToHex(crypto::AsBytes(std::string(32, '\x7a'))));
  EXPECT_THAT(report.steps[5].detail, testing::HasSubstr(ClosingGroups(run_->closing_hash())));
}

// The numbers of section 2 for 2 of 3 trustees who must all close, and 2 of 2 authorities.
TEST_F(AuditTest, SaysWhatTheManifestDoesNotProtectAgainst) {
  EXPECT_THAT(
      AuditFolder(folder_->Sub("bundle")).stated_limits,
      testing::ElementsAre(
          testing::AllOf(testing::HasSubstr("2 of 3 trustees, together with the server and 2 of 2 "
                                            "authorities, can read chosen ballots")),
          testing::HasSubstr("2 of 3 trustees together can read every ballot"),
          testing::HasSubstr("1 of 3 trustees can prevent the closing"),
          testing::HasSubstr("the 2 code registrars of electorate electorate-0"),
          testing::HasSubstr("the 2 code registrars of electorate electorate-1"),
          testing::HasSubstr("no witness is needed")));
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
    RC_ASSERT(FailingStep(copy) != kAllHold);
  }));
}

// The step that each kind of file belongs to.
int StepOf(const std::string& path) {
  if (path == "config" || path == "dkg_record" || path == "manifest-ok") return 2;
  if (path == "checkpoint" || path.starts_with("tile/")) return 4;
  if (path == "close" || path == "close-checkpoint") return 5;
  if (path.starts_with("roll/")) return 6;
  if (path.starts_with("mix/")) return 8;
  if (path.starts_with("dec/") || path.starts_with("lot/")) return 9;
  if (path.ends_with(".ballots")) return 10;
  return path.ends_with(".tally") ? 11 : 12;
}

TEST_F(AuditTest, NamesTheStepAtWhichAFileIsWrong) {
  for (const std::string& path : Paths()) {
    const std::string copy = Copy();
    auto bytes = ReadFile(fs::path(copy) / path);
    bytes[bytes.size() / 2] ^= 1;
    WriteFile(fs::path(copy) / path, bytes);
    EXPECT_EQ(FailingStep(copy), StepOf(path)) << path;
  }
}

// A file that is missing fails the step that needs it.
TEST_F(AuditTest, NoticesEveryMissingFile) {
  for (const std::string& path : Paths()) {
    const std::string copy = Copy();
    fs::remove(fs::path(copy) / path);
    // A folder that is left empty is a fault of the folder itself.
    for (fs::path folder = (fs::path(copy) / path).parent_path(); fs::is_empty(folder);
         folder = folder.parent_path()) {
      fs::remove(folder);
    }
    EXPECT_EQ(FailingStep(copy), StepOf(path)) << path;
  }
}

TEST_F(AuditTest, RefusesWhatNoBundleMayHoldBeforeAnythingElse) {
  const auto with = [&](const std::function<void(const fs::path&)>& change) {
    const std::string copy = Copy();
    // Also where a later step would fail.
    fs::remove(fs::path(copy) / "config");
    change(copy);
    return FailingStep(copy);
  };
  EXPECT_EQ(with([](const fs::path&) {}), 2);
  for (const std::string name : {"readme", "extra/file", ".htaccess", "mix/.git", "config.bak"}) {
    EXPECT_EQ(with([&](const fs::path& copy) { WriteFile(copy / name, {1}); }), 0) << name;
  }
  EXPECT_EQ(with([](const fs::path& copy) { fs::create_directory(copy / "lot/7"); }), 0);
  EXPECT_EQ(with([](const fs::path& copy) { fs::create_symlink("checkpoint", copy / "close2"); }),
            0);
}

TEST_F(AuditTest, NamesTheFilesThatItIgnores) {
  const std::string copy = Copy();
  for (const std::string name : {".DS_Store", "mix/Thumbs.db", "._config", "__MACOSX/config"}) {
    WriteFile(fs::path(copy) / name, {1});
  }
  const AuditReport report = AuditFolder(copy);
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_THAT(report.ignored_files,
              testing::UnorderedElementsAre(".DS_Store", "mix/Thumbs.db", "._config", "__MACOSX"));
  EXPECT_THAT(report.steps[0].detail, testing::HasSubstr("4 that mean nothing are ignored"));
}

TEST_F(AuditTest, NoticesEntriesDroppedDoubledOrReordered) {
  const auto& honest = run_->leaves();
  const auto entries = fs::path(Tile{Tile::kEntries, 0, honest.size()}.Path());
  for (std::size_t i = 0; i < honest.size(); ++i) {
    // The published tiles and root stay: the entries no longer fit.
    auto dropped = honest;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    auto doubled = honest;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), honest[i]);
    auto reordered = honest;
    std::swap(reordered[i], reordered[(i + 1) % honest.size()]);
    for (const auto& leaves : {dropped, doubled, reordered}) {
      const std::string copy = Copy();
      WriteFile(fs::path(copy) / entries, EntryTile(leaves));
      EXPECT_EQ(FailingStep(copy), 4) << i;
    }
    // Nor does a tile of as many as there are then.
    const std::string copy = Copy();
    fs::remove(fs::path(copy) / entries);
    WriteFile(fs::path(copy) / Tile{Tile::kEntries, 0, dropped.size()}.Path(), EntryTile(dropped));
    EXPECT_EQ(FailingStep(copy), 0) << i << ": the log has no such tile";
  }
}

// What follows is done by a log that signs whatever it likes.

TEST_F(AuditTest, ReportsABallotThatShouldNotHaveBeenAdmitted) {
  ElectionRun run(*election_);
  run.Append(election_->OpenLeaf());
  const auto first = election_->Ballot(0, {0});
  run.Append(first);
  auto forged = ParseLeaf(election_->Ballot(1, {0})).value();
  std::get<BallotLeaf>(forged.body).z[3] ^= 1;
  run.AppendUnchecked(SerializeLeaf(forged));
  run.AppendUnchecked(election_->Ballot(0, {1}));
  ChainPlace gap = After(first);
  ++gap.sequence;
  run.AppendUnchecked(election_->Ballot(0, {1}, gap));
  run.AppendUnchecked(crypto::Bytes{0x02, 0x01});
  run.Append(election_->Ballot(2, {0}));
  run.Append(election_->CloseLeaf());
  run.CountAll();
  run.WriteBundle(scratch_.Sub("faulty"));
  const AuditReport report = AuditFolder(scratch_.Sub("faulty"));
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  ASSERT_EQ(report.faults.size(), 4u);
  EXPECT_EQ(report.faults[0].record, 3u);
  EXPECT_EQ(report.contests[0].ballots, 2u);
}

// A server that also signs a log in which it has changed one byte of one record: what stands before
// the closing is under the closing's signatures, what stands after it is a fault or a failure.
TEST_F(AuditTest, NoticesAnyByteOfARecordThatTheLogItselfHasChanged) {
  EXPECT_TRUE(rc::check([&] {
    auto leaves = run_->leaves();
    crypto::Bytes& leaf =
        leaves[*rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, leaves.size()))];
    const auto at =
        *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, leaf.size()));
    leaf[at] = static_cast<std::uint8_t>(leaf[at] ^ *rc::gen::inRange<std::uint8_t>(1, 255));
    const AuditReport report = AuditFolder(WithLog(leaves));
    RC_ASSERT(!report.ok() || !report.faults.empty());
  }));
}

// A file that someone has put an empty line before is no note, and no checkpoint that holds.
TEST_F(AuditTest, RefusesAKeptCheckpointThatIsNone) {
  for (const std::string& note :
       {"\n" + run_->CheckpointNote(), std::string("\n"), std::string()}) {
    AuditOptions options;
    options.kept_checkpoints = {note};
    EXPECT_EQ(FailingStep(folder_->Sub("bundle"), options), 4);
  }
}

TEST_F(AuditTest, RefusesAClosingThatTooFewSigned) {
  std::vector<Party> parties = election_->ClosingParties();
  for (std::size_t missing = 0; missing < parties.size(); ++missing) {
    std::vector<Party> others = parties;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(missing));
    const std::string copy = Copy();
    WriteFile(fs::path(copy) / "close", election_->SignClosings(others, run_->closing()));
    EXPECT_EQ(FailingStep(copy), 5) << missing;
  }
}

TEST_F(AuditTest, ReadsNoMoreOfAnOutcomeThanTheBallotsComeTo) {
  const std::string copy = Copy();
  const fs::path outcome = fs::path(copy) / "result/0.tally";
  const auto right = fs::file_size(outcome);
  fs::resize_file(outcome, right + 1);
  const AuditStep last = AuditFolder(copy).steps.back();
  EXPECT_EQ(last.number, 11);
  EXPECT_THAT(last.status.message(), testing::HasSubstr(std::to_string(right + 1)));
}

TEST_F(AuditTest, RefusesALogOfMoreTilesThanThereAreFilesWithoutListingThem) {
  const std::string copy = Copy();
  const auto note =
      crypto::SignCheckpoint({election_->manifest()->log_key().origin, std::uint64_t{1} << 32, {}},
                             election_->LogSigningKey());
  const crypto::ByteView bytes = crypto::AsBytes(note);
  WriteFile(fs::path(copy) / kCheckpointFile, {bytes.begin(), bytes.end()});
  const AuditStep last = AuditFolder(copy).steps.back();
  EXPECT_EQ(last.number, 4);
  EXPECT_THAT(last.status.message(), testing::HasSubstr("33620226 tiles"));
}

// --- Other elections ---

// One code for everybody, one trustee: a small place, and the report says so.
TEST(SmallAudit, HoldsForOneCodeRegistrarAndSaysSo) {
  const auto election = ElectionFixture::Make(
      {.voters = 3, .code_registrars = 1, .threshold = 1, .trustees = 1, .registrars = 1});
  ElectionRun run(election);
  run.VoteAndClose(3, 4);
  run.CountAll();
  TemporaryFolder folder;
  run.WriteBundle(folder.Sub("bundle"));
  const AuditReport report = AuditFolder(folder.Sub("bundle"));
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_THAT(report.stated_limits,
              testing::Contains(testing::HasSubstr(
                  "the one code registrar of electorate electorate-0 can vote for its voters")));
}

TEST(SmallAudit, HoldsForThreeCodesAndSlotsWithoutKeys) {
  const auto election = ElectionFixture::Make({.voters = 5,
                                               .keyless = 2,
                                               .code_registrars = 3,
                                               .threshold = 3,
                                               .trustees = 5,
                                               .authorities = 3});
  ElectionRun run(election);
  run.VoteAndClose(3, 4);
  run.CountAll();
  TemporaryFolder folder;
  run.WriteBundle(folder.Sub("bundle"));
  const AuditReport report = AuditFolder(folder.Sub("bundle"));
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_EQ(report.contests[0].entitled, 5u);
  EXPECT_EQ(report.contests[0].valid, 3u);
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
