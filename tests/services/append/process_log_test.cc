#include "services/append/process_log.h"

#include "ledger/tiles.h"
#include "services/append/append_test_support.h"
#include "services/append/log_registry.h"
#include "services/base/limits.h"
#include "support/election_run.h"

namespace urna::services {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ProcessLogTest : public AppendTest {};

TEST_F(ProcessLogTest, IsEmptyUntilItIsSealed) {
  Open();
  EXPECT_EQ(log_->size(), 0u);
  EXPECT_EQ(NewestCheckpoint().size, 0u);
  EXPECT_EQ(ReasonOf(log_->Append(election_.OpenLeaf())), "NOT_SEALED");
}

TEST_F(ProcessLogTest, IsSealedOnce) {
  Open();
  EXPECT_TRUE(log_->Seal().ok());
  EXPECT_TRUE(log_->Seal().ok());
  EXPECT_EQ(log_->size(), 1u);
  EXPECT_EQ(log_->RecordAt(0).value(), election_.manifest()->Leaf0());
}

TEST_F(ProcessLogTest, RefusesAKeyThatTheManifestDoesNotName) {
  Open();
  log_.reset();
  ProcessLog::OpenArgs args = Args();
  args.log_key = crypto::SigningKey::Generate();
  EXPECT_EQ(ProcessLog::Open(std::move(args)).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(ProcessLogTest, AppendsNoBallots) {
  OpenVoting();
  EXPECT_EQ(ReasonOf(log_->Append(election_.Ballot(0, {}))), "IS_A_BALLOT");
}

TEST_F(ProcessLogTest, RefusesWhatTheElectionRefuses) {
  OpenVoting();
  EXPECT_EQ(ReasonOf(log_->Append(election_.OpenLeaf())), "ALREADY_OPEN");
  EXPECT_EQ(ReasonOf(log_->Append({1, 2, 3})), "MALFORMED_RECORD");
  EXPECT_EQ(log_->size(), 2u);
}

TEST_F(ProcessLogTest, ComesBackAsItWas) {
  OpenVoting();
  const crypto::Bytes first = election_.Ballot(0, {0});
  ASSERT_TRUE(Cast(*log_, first).ok());
  ASSERT_TRUE(log_->Append(election_.RevokeLeaf(2)).ok());
  ASSERT_TRUE(Cast(*log_, election_.Ballot(1, {1})).ok());
  const std::string checkpoint = log_->Checkpoint();
  Reopen();
  EXPECT_EQ(log_->Checkpoint(), checkpoint);
  EXPECT_EQ(ReasonOf(Cast(*log_, election_.Ballot(1, {2}))), "SEQUENCE_TAKEN");
  EXPECT_EQ(ReasonOf(Cast(*log_, election_.Ballot(2, {2}))), "KEY_REVOKED");
  EXPECT_TRUE(Cast(*log_, election_.Ballot(0, {2}, ledger::After(first))).ok());
}

TEST_F(ProcessLogTest, RefusesAStoreThatLacksARecord) {
  OpenVoting();
  ASSERT_TRUE(Cast(*log_, election_.Ballot(0, {0})).ok());
  log_.reset();
  storage::WriteBatch batch;
  batch.Delete(kRecordsFamily, std::string("test\0\0\0\0\0\0\0\0\1", 13));
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_EQ(ProcessLog::Open(Args()).status().code(), StatusCode::kDataLoss);
}

TEST_F(ProcessLogTest, RefusesAStoreWithARecordThatMayNotStandThere) {
  OpenVoting();
  log_.reset();
  RecordStore leaves(*store_, "test");
  storage::WriteBatch batch;
  leaves.Put(batch, 2, election_.OpenLeaf());
  ASSERT_TRUE(leaves.Write(batch).ok());
  EXPECT_EQ(ProcessLog::Open(Args()).status().code(), StatusCode::kDataLoss);
}

TEST_F(ProcessLogTest, SharesItsStoreWithTheLogsOfOtherProcesses) {
  OpenVoting();
  // Whose name begins with this one's, and this one's with its.
  for (const char* name : {"test-2", "tes"}) {
    const auto other = ledger::ElectionFixture::Make({.process = name});
    auto log = ProcessLog::Open({.store = store_.get(),
                                 .manifest = other.manifest(),
                                 .rolls = other.rolls(),
                                 .log_key = other.LogSigningKey(),
                                 .clock = &clock_});
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_EQ((*log)->size(), 0u);
    EXPECT_TRUE((*log)->Seal().ok());
  }
  Reopen();
  EXPECT_EQ(log_->size(), 2u);
}

TEST_F(ProcessLogTest, GivesRecordsInOrderWithinItsBounds) {
  OpenVoting();
  const std::vector<crypto::Bytes> ballots = {election_.Ballot(0, {}), election_.Ballot(1, {})};
  for (const crypto::Bytes& ballot : ballots) ASSERT_TRUE(Cast(*log_, ballot).ok());
  EXPECT_THAT(log_->Records(0, 100, 1 << 20).value(),
              ElementsAre(election_.SealLeaf(), election_.OpenLeaf(), ballots[0], ballots[1]));
  EXPECT_THAT(log_->Records(1, 2, 1 << 20).value(), ElementsAre(election_.OpenLeaf(), ballots[0]));
  EXPECT_THAT(log_->Records(2, 100, ballots[0].size() + 1).value(), ElementsAre(ballots[0]));
  EXPECT_THAT(log_->Records(2, 100, 1).value(), ElementsAre(ballots[0]));
  EXPECT_THAT(log_->Records(4, 100, 1 << 20).value(), IsEmpty());
  EXPECT_EQ(log_->Records(5, 100, 1 << 20).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(log_->RecordAt(4).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(log_->Receipt(4).status().code(), StatusCode::kNotFound);
}

TEST_F(ProcessLogTest, FindsABallotByItsTracker) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1});
  const ledger::Tracker tracker = ledger::BallotTracker(ledger::ParseLeaf(ballot).value());
  EXPECT_EQ(log_->FindTracker(tracker), std::nullopt);
  ASSERT_TRUE(Cast(*log_, ballot).ok());
  EXPECT_EQ(log_->FindTracker(tracker), 2u);
  const std::string full =
      ledger::FullTracker(ledger::SignedPart(ledger::ParseLeaf(ballot).value()));
  EXPECT_EQ(log_->FindTracker("urna2:" + full), 2u);
}

TEST_F(ProcessLogTest, GivesManyReceiptsUnderOneCheckpoint) {
  OpenVoting();
  const std::vector<crypto::Bytes> ballots = {election_.Ballot(0, {}), election_.Ballot(1, {})};
  for (const crypto::Bytes& ballot : ballots) ASSERT_TRUE(Cast(*log_, ballot).ok());
  const auto receipts = log_->Receipts({3, 2});
  ASSERT_TRUE(receipts.ok()) << receipts.status();
  ASSERT_THAT(*receipts, SizeIs(2));
  EXPECT_EQ((*receipts)[0].checkpoint_note, (*receipts)[1].checkpoint_note);
  ExpectReceipt((*receipts)[0], ballots[1]);
  ExpectReceipt((*receipts)[1], ballots[0]);
  EXPECT_EQ(log_->Receipts({2, 4}).status().code(), StatusCode::kOutOfRange);
}

// --- Artefacts of a log that is opened again ---

// Records of a closed log with one mix, as another server, or an older one, left them in the store.
class StoredArtefacts : public AppendTest {
 protected:
  StoredArtefacts() : run_(election_) {
    run_.VoteAndClose(3, 4);
    mix_ = run_.MixBy(1);
    Open();
    log_.reset();
  }
  void Store(const crypto::Bytes& leaf, bool verified) {
    RecordStore leaves(*store_, "test");
    storage::WriteBatch batch;
    leaves.Put(batch, next_, leaf);
    if (verified) leaves.PutVerified(batch, next_);
    ASSERT_TRUE(leaves.Write(batch).ok());
    ++next_;
  }
  void StoreRun(bool verified) {
    for (const crypto::Bytes& leaf : run_.leaves()) {
      Store(leaf, verified && next_ == mix_);
    }
  }
  // The mixes that count once the log is open; `verdict` is the judge's on every file.
  std::size_t MixesWith(absl::StatusOr<bool> verdict) {
    asked_.clear();
    ProcessLog::OpenArgs args = Args();
    args.judge = [this, verdict](const ledger::ElectionState& state,
                                 const ledger::ArtefactLeaf& artefact, std::uint64_t record) {
      EXPECT_EQ(artefact.kind, ledger::ArtefactKind::kMix);
      EXPECT_TRUE(state.closing_hash().has_value());
      asked_.push_back(record);
      return verdict;
    };
    log_.reset();
    auto log = ProcessLog::Open(std::move(args));
    opened_ = log.status();
    if (!log.ok()) return 0;
    log_ = *std::move(log);
    return Mixes();
  }
  std::size_t Mixes() const {
    return log_->WithState([](const ledger::ElectionState& state) {
      return state.artefacts(ledger::ContestId{0}).mixes.size();
    });
  }

  ledger::ElectionRun run_;
  std::uint64_t mix_ = 0, next_ = 0;
  std::vector<std::uint64_t> asked_;
  absl::Status opened_;
};

TEST_F(StoredArtefacts, AreNotVerifiedAgainWhereTheServerHas) {
  StoreRun(true);
  EXPECT_EQ(MixesWith(false), 1u);
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(StoredArtefacts, AreJudgedWhereTheServerHasNot) {
  StoreRun(false);
  EXPECT_EQ(MixesWith(true), 1u);
  EXPECT_THAT(asked_, ElementsAre(mix_));
  EXPECT_EQ(MixesWith(false), 0u);
  EXPECT_THAT(asked_, ElementsAre(mix_)) << "a record without a marker, every time";
}

TEST_F(StoredArtefacts, WhoseFilesAreWrongTakeNoPlace) {
  StoreRun(false);
  ASSERT_EQ(MixesWith(false), 0u);
  // Its trustee mixes no more; another takes the selection.
  const auto another = [&](std::uint32_t trustee) {
    ledger::ElectionRun clean(election_);
    for (std::size_t i = 1; i <= run_.closing().index; ++i) clean.Append(run_.leaves()[i]);
    return election_.Mix(run_.closing_hash(), ledger::ContestId{0}, 0, trustee, clean.current());
  };
  EXPECT_EQ(ReasonOf(log_->Append(another(1).leaf)), "ALREADY_THERE");
  EXPECT_TRUE(log_->Append(another(2).leaf).ok());
  EXPECT_EQ(Mixes(), 1u);
  EXPECT_EQ(log_->size(), run_.leaves().size() + 1) << "the wrong one stays in the log";
}

TEST_F(StoredArtefacts, AreRefusedWithoutAJudge) {
  StoreRun(false);
  OpenLog();
  EXPECT_EQ(Mixes(), 0u);
}

TEST_F(StoredArtefacts, ThatAreNotWellPlacedAreNotJudged) {
  // It names itself as its input.
  const auto leaf =
      election_.Mix(run_.closing_hash(), ledger::ContestId{0}, mix_, 2, run_.current()).leaf;
  for (std::size_t i = 0; i < mix_; ++i) Store(run_.leaves()[i], false);
  Store(leaf, true);
  EXPECT_EQ(MixesWith(true), 0u);
  EXPECT_THAT(asked_, IsEmpty()) << "nor believed, marked or not";
}

TEST_F(StoredArtefacts, StopTheOpeningWhereTheyCannotBeJudged) {
  StoreRun(false);
  MixesWith(absl::UnavailableError("the disk"));
  EXPECT_EQ(opened_.code(), StatusCode::kDataLoss);
}

TEST_F(StoredArtefacts, OfThisServerAreMarkedWithTheirRecord) {
  for (std::size_t i = 0; i < mix_; ++i) Store(run_.leaves()[i], false);
  OpenLog();
  ASSERT_TRUE(log_->Append(run_.leaves()[mix_]).ok());
  RecordStore leaves(*store_, "test");
  EXPECT_TRUE(leaves.IsVerified(mix_).value());
  EXPECT_FALSE(leaves.IsVerified(mix_ - 1).value()) << "only artefacts are";
  EXPECT_EQ(MixesWith(false), 1u);
}

// More than one full tile, so that every kind of tile is there. Revocations are the cheapest
// records to make many of.
class ProcessLogTiles : public AppendTest {
 protected:
  static constexpr std::uint32_t kSlots = 300;
  static const ledger::ElectionFixture& Large() {
    static const auto& election =
        *new ledger::ElectionFixture(ledger::ElectionFixture::Make({.voters = kSlots}));
    return election;
  }
  ProcessLogTiles() : AppendTest(Large()) {}
  void Fill() {
    Open();
    ASSERT_TRUE(log_->Seal().ok());
    for (std::uint32_t v = 0; v < kSlots; ++v) {
      ASSERT_TRUE(log_->Append(election_.RevokeLeaf(v)).ok());
    }
  }
};

TEST_F(ProcessLogTiles, HoldAllThatAnObserverNeedsToRebuildTheRoot) {
  Fill();
  crypto::MerkleTree tree;
  for (const ledger::Tile& tile : ledger::TilesOf(log_->size())) {
    const auto bytes = log_->TileBytes(tile.Path());
    ASSERT_TRUE(bytes.ok()) << tile.Path() << ": " << bytes.status();
    if (tile.level == ledger::Tile::kEntries) {
      const auto leaves = ledger::ParseEntryTile(*bytes, tile.width);
      ASSERT_TRUE(leaves.ok()) << leaves.status();
      for (const crypto::Bytes& leaf : *leaves) {
        tree.Append(crypto::LeafHash(leaf));
      }
    } else {
      EXPECT_EQ(*bytes, ledger::HashTile(tree, tile).value()) << tile.Path();
    }
  }
  EXPECT_EQ(tree.size(), log_->size());
  EXPECT_EQ(tree.Root(), NewestCheckpoint().root);
}

TEST_F(ProcessLogTiles, AreNotThereBeforeTheirRecords) {
  Fill();
  for (const char* path :
       {"tile/0/001", "tile/entries/001", "tile/0/001.p/46", "tile/entries/001.p/46", "tile/1/000",
        "tile/1/000.p/2", "tile/2/000", "tile/0/x999/x999/x999/x999/999", "tile/7/000"}) {
    EXPECT_EQ(log_->TileBytes(path).status().code(), StatusCode::kNotFound) << path;
  }
  EXPECT_EQ(log_->TileBytes("tile/0/1").status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(log_->TileBytes("tile/0/001.p/45").ok());
}

TEST_F(ProcessLogTiles, ProveThatEarlierLogsAreItsBeginnings) {
  Fill();
  const crypto::Checkpoint newest = NewestCheckpoint();
  for (std::uint64_t size = 1; size <= newest.size; size += 7) {
    const auto proof = log_->ConsistencyProof(size, newest.size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(crypto::VerifyConsistency(size, newest.size, *proof, log_->Root(size).value(),
                                          newest.root));
  }
  EXPECT_EQ(log_->ConsistencyProof(0, 1).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(log_->ConsistencyProof(1, newest.size + 1).status().code(), StatusCode::kOutOfRange);
}

TEST_F(ProcessLogTest, IsFoundInTheRegistryByTheNameOfItsProcess) {
  Open();
  LogRegistry registry(clock_);
  EXPECT_EQ(registry.FindActive("processes/test"), nullptr);
  EXPECT_EQ(ledger::ReasonOf(registry.Get("processes/test").status()), "NOT_SEALED");
  const std::shared_ptr<ProcessLog> log = std::move(log_);
  EXPECT_TRUE(registry.Add(log).ok());
  EXPECT_EQ(registry.FindActive("processes/test"), log);
  EXPECT_EQ(registry.Add(log).code(), StatusCode::kAlreadyExists);
  EXPECT_THAT(registry.Active(), ElementsAre(log));
}

TEST_F(ProcessLogTest, OfATalliedProcessIsOpenedWhenSomebodyAsks) {
  Open();
  LogRegistry registry(clock_);
  std::weak_ptr<ProcessLog> first = std::shared_ptr<ProcessLog>(std::move(log_));
  int opened = 0;
  const auto open = [&]() -> absl::StatusOr<std::shared_ptr<ProcessLog>> {
    ++opened;
    OpenLog();
    return std::shared_ptr<ProcessLog>(std::move(log_));
  };
  registry.AddTallied("processes/test", open);
  EXPECT_TRUE(registry.IsTallied("processes/test"));
  EXPECT_EQ(registry.FindActive("processes/test"), nullptr);
  EXPECT_THAT(registry.Active(), testing::IsEmpty());
  EXPECT_EQ(opened, 0);
  std::weak_ptr<ProcessLog> held = registry.Get("processes/test").value();
  EXPECT_EQ(registry.Get("processes/test").value(), held.lock());
  EXPECT_EQ(opened, 1);
  registry.CloseIdle();
  EXPECT_FALSE(held.expired());
  // Whoever still uses it keeps it: no second log is opened beside it.
  std::shared_ptr<ProcessLog> used = held.lock();
  clock_.Set(absl::ToUnixSeconds(clock_.Now() + kTalliedIdle));
  registry.CloseIdle();
  EXPECT_EQ(registry.Get("processes/test").value(), used);
  EXPECT_EQ(opened, 1);
  used.reset();
  clock_.Set(absl::ToUnixSeconds(clock_.Now() + kTalliedIdle));
  registry.CloseIdle();
  EXPECT_TRUE(held.expired());
  EXPECT_TRUE(registry.Get("processes/test").ok());
  EXPECT_EQ(opened, 2);
}

}  // namespace
}  // namespace urna::services
