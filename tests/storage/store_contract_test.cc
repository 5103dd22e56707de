// What every store promises (storage/store.h), asked of each of them.
#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <string>
#include <thread>

#include "pch.h"
#include "storage/engines_under_test.h"
#include "storage/store_contents.h"
#include "support/faulty_store.h"
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
void PrintTo(const Engine& engine, std::ostream* out) { *out << engine.name; }

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

std::vector<Engine> Engines() {
  std::vector<Engine> engines;
  for (const EngineUnderTest& engine : {RocksUnderTest(), PostgresUnderTest()}) {
    engines.push_back({engine.name, engine.open});
    engines.push_back({"FaultyOver" + engine.name, [engine](const std::string& path) {
                         return std::make_unique<FaultyStore>(engine.open(path));
                       }});
  }
  return engines;
}

std::string NameOf(const testing::TestParamInfo<Engine>& suite) { return suite.param.name; }

INSTANTIATE_TEST_SUITE_P(Engines, StoreContract, testing::ValuesIn(Engines()), NameOf);

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
  EXPECT_EQ(store_->Write(batch).outcome(), WriteResult::Outcome::kRefused);
  EXPECT_EQ(store_->Get(kUnknown, "key").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(store_->Scan(kUnknown, "", "", 10, [](auto, auto) { return true; }).status().code(),
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

// The keys of one call, with where the next one begins.
struct Page {
  std::vector<std::string> keys;
  std::optional<std::string> next;
};

Page PageOf(const Reader& reader, std::string_view first, std::string_view limit,
            std::size_t max_rows, std::size_t enough = 100) {
  Page page;
  const auto next = reader.Scan(kLeaves, first, limit, max_rows, [&](std::string_view key, auto) {
    page.keys.emplace_back(key);
    return page.keys.size() < enough;
  });
  EXPECT_TRUE(next.ok()) << next.status();
  page.next = next.value_or(std::nullopt);
  return page;
}

class Scanning : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    WriteBatch batch;
    for (const char* key : {"a", "b", "c", "d", "e"}) batch.Put(kLeaves, key, "");
    ASSERT_TRUE(store_->Write(batch).ok());
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, Scanning, testing::ValuesIn(Engines()), NameOf);

TEST_P(Scanning, EndsAfterSoManyRowsAndSaysWhereToGoOn) {
  const Page first = PageOf(*store_, "", "", 2);
  EXPECT_THAT(first.keys, ElementsAre("a", "b"));
  ASSERT_THAT(first.next, Optional(std::string("c")));
  const Page second = PageOf(*store_, *first.next, "", 2);
  EXPECT_THAT(second.keys, ElementsAre("c", "d"));
  ASSERT_THAT(second.next, Optional(std::string("e")));
  const Page last = PageOf(*store_, *second.next, "", 2);
  EXPECT_THAT(last.keys, ElementsAre("e"));
  EXPECT_EQ(last.next, std::nullopt);
}

TEST_P(Scanning, HasNowhereToGoOnWhenTheRowsEndWithTheRange) {
  EXPECT_EQ(PageOf(*store_, "", "", 5).next, std::nullopt);
  const Page before_the_limit = PageOf(*store_, "b", "d", 2);
  EXPECT_THAT(before_the_limit.keys, ElementsAre("b", "c"));
  EXPECT_EQ(before_the_limit.next, std::nullopt);
  EXPECT_EQ(PageOf(*store_, "c", "c", 2).next, std::nullopt);
  EXPECT_EQ(PageOf(*store_, "x", "", 2).next, std::nullopt);
}

TEST_P(Scanning, EndsWhenTheVisitorHasEnoughAndSaysWhereToGoOn) {
  const Page page = PageOf(*store_, "", "", 4, 2);
  EXPECT_THAT(page.keys, ElementsAre("a", "b"));
  EXPECT_THAT(page.next, Optional(std::string("c")));
  const Page of_the_last = PageOf(*store_, "e", "", 4, 1);
  EXPECT_THAT(of_the_last.keys, ElementsAre("e"));
  EXPECT_EQ(of_the_last.next, std::nullopt);
}

TEST_P(Scanning, VisitsNothingWhenNoRowIsAskedFor) {
  const Page page = PageOf(*store_, "b", "", 0);
  EXPECT_THAT(page.keys, IsEmpty());
  EXPECT_THAT(page.next, Optional(std::string("b")));
}

TEST_P(Scanning, GoesOnInASnapshotAsIfNothingHadBeenWrittenMeanwhile) {
  const std::unique_ptr<Reader> snapshot = SnapshotOf(*store_);
  const Page first = PageOf(*snapshot, "", "", 2);
  WriteBatch batch;
  batch.Delete(kLeaves, "c");
  batch.Put(kLeaves, "bb", "");
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_THAT(PageOf(*snapshot, *first.next, "", 2).keys, ElementsAre("c", "d"));
  // Of the live store each page is as it then is.
  EXPECT_THAT(PageOf(*store_, *first.next, "", 2).keys, ElementsAre("d", "e"));
}

TEST_P(Scanning, OfAllVisitsEveryRowOnceHoweverLongItsPages) {
  for (std::size_t page_rows = 1; page_rows <= 6; ++page_rows) {
    std::vector<std::string> keys;
    const absl::Status all = ScanAll(
        *store_, kLeaves, "a", "e",
        [&keys](std::string_view key, auto) {
          keys.emplace_back(key);
          return true;
        },
        page_rows);
    EXPECT_TRUE(all.ok()) << all;
    EXPECT_THAT(keys, ElementsAre("a", "b", "c", "d")) << page_rows;
  }
}

TEST_P(Scanning, OfAllEndsWhenTheVisitorHasEnough) {
  for (std::size_t page_rows = 1; page_rows <= 6; ++page_rows) {
    int visits = 0;
    const absl::Status all = ScanAll(
        *store_, kLeaves, "", "", [&visits](auto, auto) { return ++visits < 3; }, page_rows);
    EXPECT_TRUE(all.ok()) << all;
    EXPECT_EQ(visits, 3) << page_rows;
  }
}

TEST_P(Scanning, OfAllPassesAnErrorOn) {
  EXPECT_EQ(ScanAll(*store_, Family{2}, "", "", [](auto, auto) { return true; }).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(StoreContract, LetsAVisitorWriteAndStillShowsItOneMoment) {
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "a", "")).ok());
  int visits = 0;
  const auto next = store_->Scan(kLeaves, "", "", 10, [&](std::string_view key, auto) {
    ++visits;
    return store_->Write(PutOf(kLeaves, std::string(key) + "a", "")).ok();
  });
  EXPECT_TRUE(next.ok());
  EXPECT_EQ(visits, 1);
}

TEST_P(StoreContract, SnapshotDoesNotSeeLaterWrites) {
  ASSERT_TRUE(store_->Write(PutOf(kMarks, "changed", "old")).ok());
  ASSERT_TRUE(store_->Write(PutOf(kMarks, "deleted", "old")).ok());
  const std::unique_ptr<Reader> snapshot = SnapshotOf(*store_);
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
  const std::unique_ptr<Reader> snapshot = SnapshotOf(*store_);
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
    const std::unique_ptr<Reader> snapshot = SnapshotOf(*store_);
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

}  // namespace
}  // namespace urna::storage
