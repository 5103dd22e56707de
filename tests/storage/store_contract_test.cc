// What every store promises (storage/store.h), asked of each of them.
#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <string>
#include <thread>

#include "pch.h"
#include "storage/faulty_store.h"
#include "storage/store_contents.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

struct Engine {
  std::string name;
  std::function<std::unique_ptr<Store>(const std::string& path)> open;
};

class StoreContract : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    store_.reset();
    store_ = GetParam().open(folder_.Sub("store"));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(
    Engines, StoreContract,
    testing::Values(Engine{"Rocks",
                           [](const std::string& path) { return MustOpen(TwoFamilies(path)); }},
                    Engine{"FaultyOverRocks",
                           [](const std::string& path) {
                             return std::make_unique<FaultyStore>(MustOpen(TwoFamilies(path)));
                           }}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(StoreContract, HasNothingUnderAKeyThatWasNeverWritten) {
  EXPECT_EQ(ValueOf(*store_, kLeaves, "absent"), std::nullopt);
}

TEST_P(StoreContract, TellsAnEmptyValueFromNone) {
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "key", "")).ok());
  EXPECT_THAT(ValueOf(*store_, kLeaves, "key"), Optional(std::string()));
}

TEST_P(StoreContract, KeepsFamiliesApart) {
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "key", "a leaf")).ok());
  EXPECT_EQ(ValueOf(*store_, kMarks, "key"), std::nullopt);
}

TEST_P(StoreContract, AppliesABatchOverSeveralFamiliesAtOnce) {
  WriteBatch batch;
  batch.Put(kLeaves, "1", "leaf");
  batch.Put(kMarks, "head", "1");
  ASSERT_TRUE(store_->Write(batch).ok());
  Reopen();
  EXPECT_THAT(ValueOf(*store_, kLeaves, "1"), Optional(std::string("leaf")));
  EXPECT_THAT(ValueOf(*store_, kMarks, "head"), Optional(std::string("1")));
}

TEST_P(StoreContract, AppliesTheChangesOfABatchInOrder) {
  WriteBatch batch;
  batch.Put(kMarks, "kept", "first");
  batch.Put(kMarks, "kept", "second");
  batch.Put(kMarks, "gone", "first");
  batch.Delete(kMarks, "gone");
  batch.Delete(kMarks, "back");
  batch.Put(kMarks, "back", "again");
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_THAT(Everything(*store_, kMarks),
              ElementsAre(Pair("back", "again"), Pair("kept", "second")));
}

TEST_P(StoreContract, AcceptsAnEmptyBatch) { EXPECT_TRUE(store_->Write(WriteBatch()).ok()); }

TEST_P(StoreContract, RefusesAFamilyThatItDoesNotHaveAndAppliesNothingOfTheBatch) {
  constexpr Family kUnknown{2};
  WriteBatch batch;
  batch.Put(kMarks, "before", "value");
  batch.Put(kUnknown, "key", "value");
  EXPECT_EQ(store_->Write(batch).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(store_->Get(kUnknown, "key").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(store_->Scan(kUnknown, "", "", [](auto, auto) { return true; }).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Everything(*store_, kMarks), IsEmpty());
}

TEST_P(StoreContract, IsNotPoisonedByABatchThatItRefused) {
  ASSERT_FALSE(store_->Write(PutOf(Family{2}, "key", "value")).ok());
  EXPECT_TRUE(store_->Write(PutOf(kMarks, "key", "value")).ok());
}

TEST_P(StoreContract, ComparesKeysAsUnsignedBytes) {
  const std::string zero(1, '\0');
  WriteBatch batch;
  for (const std::string& key : {std::string("\xff"), std::string("\x80"), std::string("\x7f"),
                                 zero + zero, zero, std::string()}) {
    batch.Put(kMarks, key, "");
  }
  ASSERT_TRUE(store_->Write(batch).ok());
  std::vector<std::string> keys;
  for (const auto& [key, value] : Range(*store_, kMarks, "", "")) keys.push_back(key);
  EXPECT_THAT(keys, ElementsAre("", zero, zero + zero, "\x7f", "\x80", "\xff"));
}

TEST_P(StoreContract, ScansFromTheFirstKeyUpToButWithoutTheLimit) {
  WriteBatch batch;
  for (const char* key : {"a", "b", "c", "d"}) batch.Put(kLeaves, key, "");
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_THAT(Range(*store_, kLeaves, "b", "d"), ElementsAre(Pair("b", ""), Pair("c", "")));
  EXPECT_THAT(Range(*store_, kLeaves, "c", ""), ElementsAre(Pair("c", ""), Pair("d", "")));
  EXPECT_THAT(Range(*store_, kLeaves, "c", "c"), IsEmpty());
  EXPECT_THAT(Range(*store_, kLeaves, "d", "b"), IsEmpty());
}

TEST_P(StoreContract, EndsAScanWhenTheVisitorHasEnough) {
  WriteBatch batch;
  for (const char* key : {"a", "b", "c"}) batch.Put(kLeaves, key, "");
  ASSERT_TRUE(store_->Write(batch).ok());
  int visits = 0;
  ASSERT_TRUE(store_->Scan(kLeaves, "", "", [&](auto, auto) { return ++visits < 2; }).ok());
  EXPECT_EQ(visits, 2);
}

TEST_P(StoreContract, LetsAVisitorWriteAndStillShowsItOneMoment) {
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "a", "")).ok());
  int visits = 0;
  const absl::Status status = store_->Scan(kLeaves, "", "", [&](std::string_view key, auto) {
    ++visits;
    return store_->Write(PutOf(kLeaves, std::string(key) + "a", "")).ok();
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(visits, 1);
}

TEST_P(StoreContract, SnapshotDoesNotSeeLaterWrites) {
  ASSERT_TRUE(store_->Write(PutOf(kMarks, "changed", "old")).ok());
  ASSERT_TRUE(store_->Write(PutOf(kMarks, "deleted", "old")).ok());
  const std::unique_ptr<Reader> snapshot = store_->Snapshot();
  WriteBatch batch;
  batch.Put(kMarks, "changed", "new");
  batch.Delete(kMarks, "deleted");
  batch.Put(kMarks, "added", "new");
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_THAT(Everything(*snapshot, kMarks),
              ElementsAre(Pair("changed", "old"), Pair("deleted", "old")));
  EXPECT_THAT(ValueOf(*snapshot, kMarks, "changed"), Optional(std::string("old")));
  EXPECT_EQ(ValueOf(*snapshot, kMarks, "added"), std::nullopt);
  EXPECT_THAT(Everything(*store_, kMarks),
              ElementsAre(Pair("added", "new"), Pair("changed", "new")));
}

TEST_P(StoreContract, SnapshotMayOutliveItsStore) {
  ASSERT_TRUE(store_->Write(PutOf(kMarks, "key", "value")).ok());
  const std::unique_ptr<Reader> snapshot = store_->Snapshot();
  store_.reset();
  EXPECT_THAT(ValueOf(*snapshot, kMarks, "key"), Optional(std::string("value")));
}

// A snapshot taken while batches of two entries run must hold both or none of each.
TEST_P(StoreContract, SnapshotNeverShowsHalfABatch) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      WriteBatch batch;
      batch.Put(kLeaves, std::to_string(i), "");
      batch.Put(kMarks, std::to_string(i), "");
      EXPECT_TRUE(store_->Write(batch).ok());
    }
    done = true;
  });
  do {
    const std::unique_ptr<Reader> snapshot = store_->Snapshot();
    EXPECT_EQ(Everything(*snapshot, kMarks), Everything(*snapshot, kLeaves));
  } while (!done);
  writer.join();
}

TEST_P(StoreContract, KeepsTheWritesOfManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kWritesEach = 50;
  std::latch start(kThreads);
  std::vector<std::thread> writers;
  Contents expected;
  for (int t = 0; t < kThreads; ++t) {
    const auto key = [t](int i) { return std::to_string(t) + "/" + std::to_string(i); };
    for (int i = 0; i < kWritesEach; ++i) expected[key(i)] = std::string(300, 'x');
    writers.emplace_back([&, key] {
      start.arrive_and_wait();
      for (int i = 0; i < kWritesEach; ++i) {
        EXPECT_TRUE(store_->Write(PutOf(kLeaves, key(i), std::string(300, 'x'))).ok());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  Reopen();
  EXPECT_EQ(Everything(*store_, kLeaves), expected);
}

TEST_P(StoreContract, BackupOpensAsAStoreOfItsOwnAndStaysAsItWas) {
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "1", "before")).ok());
  ASSERT_TRUE(store_->Write(PutOf(kMarks, "head", "1")).ok());
  const Contents leaves = Everything(*store_, kLeaves);
  const Contents marks = Everything(*store_, kMarks);
  ASSERT_TRUE(store_->Backup(folder_.Sub("copy")).ok());
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "2", "after")).ok());

  const std::unique_ptr<Store> copy = GetParam().open(folder_.Sub("copy"));
  EXPECT_EQ(Everything(*copy, kLeaves), leaves);
  EXPECT_EQ(Everything(*copy, kMarks), marks);
  ASSERT_TRUE(copy->Write(PutOf(kLeaves, "3", "in the copy")).ok());
  EXPECT_EQ(ValueOf(*store_, kLeaves, "3"), std::nullopt);
}

TEST_P(StoreContract, BackupDoesNotOverwrite) {
  ASSERT_TRUE(store_->Backup(folder_.Sub("copy")).ok());
  EXPECT_EQ(store_->Backup(folder_.Sub("copy")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(store_->Backup(folder_.Sub("no/such/parent")).code(), absl::StatusCode::kNotFound);
}

// One writer appends numbered batches of two entries; every backup taken meanwhile holds whole
// batches, without a gap.
TEST_P(StoreContract, BackupUnderWayOfWritesHoldsAPrefixOfThem) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 300; ++i) {
      WriteBatch batch;
      batch.Put(kLeaves, std::to_string(1000 + i), std::string(300, 'x'));
      batch.Put(kMarks, "head", std::to_string(1000 + i));
      EXPECT_TRUE(store_->Write(batch).ok());
    }
    done = true;
  });
  int copies = 0;
  do {
    const std::string path = folder_.Sub("copy" + std::to_string(copies++));
    ASSERT_TRUE(store_->Backup(path).ok());
    const std::unique_ptr<Store> copy = GetParam().open(path);
    const Contents leaves = Everything(*copy, kLeaves);
    if (leaves.empty()) {
      EXPECT_EQ(ValueOf(*copy, kMarks, "head"), std::nullopt);
      continue;
    }
    EXPECT_EQ(leaves.begin()->first, "1000");
    EXPECT_EQ(leaves.rbegin()->first, std::to_string(999 + leaves.size()));
    EXPECT_THAT(ValueOf(*copy, kMarks, "head"), Optional(leaves.rbegin()->first));
  } while (!done && !HasFailure());
  writer.join();
}

}  // namespace
}  // namespace urna::storage
