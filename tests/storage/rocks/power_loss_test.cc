// What is left when the power goes, or when an fsync fails.
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "pch.h"
#include "storage/rocks/disk.h"
#include "storage/store_contents.h"
#include "support/random_rounds.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

using testing::IsSubsetOf;

std::string KeyOf(int number) { return std::to_string(100'000 + number); }

// Numbered, over both families. Their sizes go from a part of a page to several log blocks.
WriteBatch Numbered(int number) {
  WriteBatch batch;
  batch.Put(kLeaves, KeyOf(number),
            std::string(static_cast<std::size_t>(number % 7 * 13'000 + 100), 'x'));
  batch.Put(kMarks, "head", KeyOf(number));
  return batch;
}

// How many numbered batches there are; they must be whole and without a gap.
int CountNumbered(const Store& store) {
  const Contents leaves = Everything(store, kLeaves);
  Contents whole;
  for (int i = 0; i < static_cast<int>(leaves.size()); ++i) {
    whole[KeyOf(i)] = *Numbered(i).changes()[0].value;
  }
  EXPECT_TRUE(leaves == whole) << "batches are missing or changed";
  const std::optional<std::string> head = ValueOf(store, kMarks, "head");
  EXPECT_EQ(head.value_or(""), leaves.empty() ? "" : leaves.rbegin()->first);
  return static_cast<int>(leaves.size());
}

class PowerLoss : public testing::TestWithParam<Disk::Tail> {};

INSTANTIATE_TEST_SUITE_P(Tails, PowerLoss, testing::Values(Disk::Tail::kLost, Disk::Tail::kTorn),
                         [](const auto& suite) {
                           return suite.param == Disk::Tail::kLost ? "Lost" : "Torn";
                         });

// The power goes during the fsync of each of many writes.
TEST_P(PowerLoss, LosesNoAcknowledgedBatchAndLeavesNoneHalf) {
  constexpr int kBatches = 40;
  const TemporaryFolder folder;
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);

  int acknowledged = 0;
  bool writing = false;
  const Disk* under = nullptr;
  const auto copy_of = [&](int number) { return folder.Sub("after" + std::to_string(number)); };
  Disk disk([&] {
    if (writing) {
      under->CopyAfterPowerLoss(folder.Sub("store"), copy_of(acknowledged), GetParam(), random);
    }
    return 0;
  });
  under = &disk;
  {
    const std::unique_ptr<Store> store = MustOpen(TwoFamilies(folder.Sub("store")));
    writing = true;
    for (; acknowledged < kBatches; ++acknowledged) {
      ASSERT_TRUE(store->Write(Numbered(acknowledged)).ok());
    }
    writing = false;
  }
  for (int number = 0; number < kBatches; ++number) {
    SCOPED_TRACE(testing::Message() << "power lost in the write of batch " << number);
    RocksStoreOptions options = TwoFamilies(copy_of(number));
    options.create = false;
    const auto store = OpenRocksStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    const int found = CountNumbered(**store);
    EXPECT_GE(found, number);
    EXPECT_LE(found, GetParam() == Disk::Tail::kLost ? number : number + 1);
    EXPECT_TRUE((*store)->Write(Numbered(found)).ok());
  }
}

TEST(Sync, IsDoneBeforeEveryAcknowledgement) {
  const TemporaryFolder folder;
  const Disk disk;
  const std::unique_ptr<Store> store = MustOpen(TwoFamilies(folder.Sub("store")));
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t before = disk.log_syncs();
    ASSERT_TRUE(store->Write(Numbered(i)).ok());
    EXPECT_GT(disk.log_syncs(), before);
  }
}

// While the fsync of one write is under way the others gather, and share the next one.
TEST(Sync, IsSharedByConcurrentWrites) {
  constexpr int kThreads = 8;
  constexpr int kMostRounds = 200;
  const TemporaryFolder folder;
  std::atomic<int> entered = 0;
  std::atomic<bool> gather = false;
  const Disk disk([&] {
    while (gather && entered < kThreads) std::this_thread::yield();
    return 0;
  });
  const std::unique_ptr<Store> store = MustOpen(TwoFamilies(folder.Sub("store")));
  // A thread that has announced itself may not have reached the store yet when the others are
  // synced: hence rounds.
  bool shared = false;
  for (int round = 0; round < kMostRounds && !shared; ++round) {
    entered = 0;
    gather = true;
    const std::uint64_t before = disk.log_syncs();
    std::vector<std::thread> writers;
    for (int t = 0; t < kThreads; ++t) {
      writers.emplace_back([&, t] {
        ++entered;
        EXPECT_TRUE(store->Write(PutOf(kLeaves, std::to_string(t), "")).ok());
      });
    }
    for (std::thread& writer : writers) writer.join();
    shared = disk.log_syncs() - before <= kThreads / 2;
  }
  EXPECT_TRUE(shared);
}

class FailedSync : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Errors, FailedSync, testing::Values(EIO, ENOSPC), [](const auto& suite) {
  return suite.param == EIO ? "InputOutput" : "NoSpace";
});

TEST_P(FailedSync, PoisonsTheStoreUntilItIsOpenedAnew) {
  const TemporaryFolder folder;
  int error = 0;
  const Disk disk([&error] { return error; });
  std::unique_ptr<OpenedStore> store = MustOpen(TwoFamilies(folder.Sub("store")));
  ASSERT_TRUE(store->Write(Numbered(0)).ok());
  error = GetParam();
  EXPECT_EQ(store->Write(Numbered(1)).outcome(), WriteResult::Outcome::kUncertain);
  error = 0;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(store->Write(Numbered(1)).outcome(), WriteResult::Outcome::kUncertain);
  }
  EXPECT_EQ(store->Write(WriteBatch()).outcome(), WriteResult::Outcome::kUncertain);
  EXPECT_EQ(store->Backup(folder.Sub("copy")).code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(std::filesystem::exists(folder.Sub("copy")));
  EXPECT_EQ(CountNumbered(*store), 1);

  store.reset();
  store = MustOpen(TwoFamilies(folder.Sub("store")));
  const int found = CountNumbered(*store);
  EXPECT_GE(found, 1);
  EXPECT_LE(found, 2);
  EXPECT_TRUE(store->Write(Numbered(found)).ok());
}

// No write may be acknowledged behind one whose place in the log is unknown.
TEST_P(FailedSync, LeavesNothingAcknowledgedThatAPowerLossTakes) {
  constexpr int kThreads = 6;
  constexpr int kRounds = 10;
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < kRounds; ++round) {
    const TemporaryFolder folder;
    std::atomic<int> until_failure = std::uniform_int_distribution<int>(3, 40)(random);
    std::atomic<bool> writing = false;
    const Disk disk([&] { return writing && until_failure.fetch_sub(1) == 1 ? GetParam() : 0; });
    const std::unique_ptr<Store> store = MustOpen(TwoFamilies(folder.Sub("store")));
    writing = true;
    std::mutex mutex;
    std::set<std::string> acknowledged;
    std::vector<std::thread> writers;
    for (int t = 0; t < kThreads; ++t) {
      writers.emplace_back([&, t] {
        for (int i = 0;; ++i) {
          const std::string key = std::to_string(t) + "/" + std::to_string(i);
          if (!store->Write(PutOf(kLeaves, key, std::string(300, 'x'))).ok()) break;
          const std::lock_guard lock(mutex);
          acknowledged.insert(key);
        }
        EXPECT_EQ(store->Write(PutOf(kLeaves, "late", "")).outcome(),
                  WriteResult::Outcome::kUncertain);
      });
    }
    for (std::thread& writer : writers) writer.join();
    disk.CopyAfterPowerLoss(folder.Sub("store"), folder.Sub("after"), Disk::Tail::kLost, random);
    const std::unique_ptr<Store> after = MustOpen(TwoFamilies(folder.Sub("after")));
    std::set<std::string> found;
    for (const auto& [key, value] : Everything(*after, kLeaves)) found.insert(key);
    EXPECT_THAT(acknowledged, IsSubsetOf(found));
    EXPECT_FALSE(found.contains("late"));
  }
}

}  // namespace
}  // namespace urna::storage
