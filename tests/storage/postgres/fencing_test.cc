// A store has one writer, and knows when it is no longer that one.
#include <atomic>
#include <thread>

#include "pch.h"
#include "storage/postgres/database.h"
#include "storage/store_contents.h"
#include "support/cutting_proxy.h"

namespace urna::storage {
namespace {

using Outcome = WriteResult::Outcome;

class Fencing : public testing::Test {
 protected:
  Fencing() { options_.patience.watching = std::chrono::milliseconds(20); }
  // Returns once `store` says so of itself, without being asked to write.
  static Outcome Awaited(Store& store, Outcome outcome) {
    Outcome last = Outcome::kRefused;
    for (int i = 0; i < 10'000 && last != outcome; ++i) {
      last = store.Write({}).outcome();
      std::this_thread::yield();
      if (last != outcome) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return last;
  }

  PostgresStoreOptions options_ = TwoFamiliesIn(
      SharedDatabase(),
      std::string("fencing") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Fencing, TheSecondThatOpensItFencesTheFirst) {
  const auto first = MustOpen(options_);
  ASSERT_TRUE(first->Write(PutOf(kMarks, "key", "first")).ok());
  const auto second = MustOpen(options_);
  EXPECT_EQ(first->Write(PutOf(kMarks, "key", "first again")).outcome(), Outcome::kFenced);
  EXPECT_EQ(first->Write(PutOf(kMarks, "other", "")).outcome(), Outcome::kFenced);
  EXPECT_EQ(ValueOf(*second, kMarks, "key"), "first");
  EXPECT_TRUE(second->Write(PutOf(kMarks, "key", "second")).ok());
  EXPECT_EQ(first->Write({}).outcome(), Outcome::kFenced);
  // Reads go on.
  EXPECT_EQ(ValueOf(*first, kMarks, "key"), "second");
}

TEST_F(Fencing, IsNoticedByOneThatWritesNothing) {
  const auto first = MustOpen(options_);
  EXPECT_EQ(first->Write({}).outcome(), Outcome::kDurable);
  const auto second = MustOpen(options_);
  EXPECT_EQ(Awaited(*first, Outcome::kFenced), Outcome::kFenced);
  EXPECT_EQ(second->Write({}).outcome(), Outcome::kDurable);
}

TEST_F(Fencing, OneThatWasClosedFencesNobody) {
  auto first = MustOpen(options_);
  const auto second = MustOpen(options_);
  first.reset();
  EXPECT_TRUE(second->Write(PutOf(kMarks, "key", "")).ok());
}

// Two at a time open it and write, one after the other or against each other: each key is written by
// one of them, and whoever was told so finds it.
TEST_F(Fencing, OfManyThatTakeItFromEachOtherOnlyOneWritesAtATime) {
  constexpr int kTakers = 3;
  constexpr int kTurns = 8;
  std::atomic<int> acknowledged = 0;
  std::atomic<int> fenced = 0;
  MustOpen(options_);
  std::vector<std::thread> takers;
  for (int taker = 0; taker < kTakers; ++taker) {
    takers.emplace_back([&] {
      for (int turn = 0; turn < kTurns; ++turn) {
        const auto store = MustOpen(options_);
        for (;;) {
          // The number of acknowledged writes counts on from what is there, and never twice the same.
          const auto head = store->Get(kMarks, "head");
          if (!head.ok()) break;
          const int next = *head ? std::stoi(**head) + 1 : 1;
          WriteBatch batch;
          batch.Put(kMarks, "head", std::to_string(next));
          batch.Put(kLeaves, std::to_string(next), "");
          const WriteResult written = store->Write(batch);
          if (written.outcome() == Outcome::kFenced) {
            ++fenced;
            break;
          }
          EXPECT_TRUE(written.ok()) << written.reason();
          ++acknowledged;
          if (next % 16 == 0) break;
        }
      }
    });
  }
  for (std::thread& taker : takers) taker.join();
  const auto store = MustOpen(options_);
  EXPECT_EQ(ValueOf(*store, kMarks, "head"), std::to_string(acknowledged));
  EXPECT_EQ(Everything(*store, kLeaves).size(), static_cast<std::size_t>(acknowledged));
  EXPECT_GT(fenced, 0);
}

// The first hangs in the middle of a transaction while the second takes the store: what the first had
// sent arrives afterwards, and changes nothing.
TEST_F(Fencing, WhatTheFirstHadSentBeforeArrivesInVain) {
  CuttingProxy wire(SharedDatabase().socket());
  PostgresStoreOptions over_wire = options_;
  over_wire.connection += " host=" + wire.folder();
  over_wire.patience.watching = std::chrono::hours(1);
  const auto first = MustOpen(over_wire);
  ASSERT_TRUE(first->Write(PutOf(kMarks, "key", "first")).ok());
  wire.Hold(true);
  WriteResult late = WriteResult::Durable();
  std::thread writer([&] { late = first->Write(PutOf(kMarks, "key", "late")); });
  const auto second = MustOpen(options_);
  ASSERT_TRUE(second->Write(PutOf(kMarks, "key", "second")).ok());
  wire.Hold(false);
  writer.join();
  EXPECT_EQ(late.outcome(), Outcome::kFenced);
  EXPECT_EQ(ValueOf(*second, kMarks, "key"), "second");
}

}  // namespace
}  // namespace urna::storage
