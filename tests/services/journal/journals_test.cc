#include "services/journal/journals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <vector>

#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/limits.h"
#include "services/manual_clock.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"
#include "support/hooked_store.h"

namespace urna::services {
namespace {

constexpr char kHeldUp[] = "processes/held-up";
constexpr char kOther[] = "processes/other";

// Two journals in a store; a read of the first one's keys waits for the test where it says so.
class JournalsTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* process : {kHeldUp, kOther}) {
      storage::WriteBatch batch;
      ASSERT_TRUE(journals_.Begin(process, {}, process, batch).ok());
      ASSERT_TRUE(store_.Write(batch).ok());
      journals_.Drop(process);
    }
    reads_ = 0;
  }
  void OnRead(std::string_view key) {
    if (!key.starts_with("held-up\1")) return;
    ++reads_;
    if (hold_up_ && reads_ == 1) {
      asked_.set_value();
      go_on_.get_future().wait();
    }
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  std::atomic<int> reads_ = 0;
  std::atomic<bool> hold_up_ = false;
  std::promise<void> asked_;
  std::promise<void> go_on_;
  storage::HookedStore store_{
      storage::OpenRocksStore(
          {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
          .value(),
      [this](std::string_view key) { OnRead(key); }};
  Journals journals_{store_, clock_};
};

TEST_F(JournalsTest, AreOpenedOnceForAllWhoAskAtTheSameTime) {
  std::vector<std::future<std::shared_ptr<LiveJournal>>> asking;
  for (int i = 0; i < 4; ++i) {
    asking.push_back(
        std::async(std::launch::async, [&] { return journals_.Get(kHeldUp).value(); }));
  }
  const std::shared_ptr<LiveJournal> first = asking[0].get();
  for (std::size_t i = 1; i < asking.size(); ++i) EXPECT_EQ(asking[i].get(), first);
  EXPECT_EQ(journals_.Get(kHeldUp).value(), first);
}

TEST_F(JournalsTest, HoldUpNobodyWhoAsksForAnotherWhileOneIsOpened) {
  hold_up_ = true;
  auto slow = std::async(std::launch::async, [&] { return journals_.Get(kHeldUp).status(); });
  asked_.get_future().wait();
  EXPECT_TRUE(journals_.Get(kOther).ok());
  journals_.CloseIdle();
  go_on_.set_value();
  EXPECT_TRUE(slow.get().ok());
}

TEST_F(JournalsTest, AreClosedOnceNobodyHasAskedForAWhile) {
  std::shared_ptr<LiveJournal> held = journals_.Get(kOther).value();
  const std::weak_ptr<LiveJournal> dropped = journals_.Get(kHeldUp).value();
  clock_.Advance(absl::ToInt64Seconds(kJournalIdle));
  journals_.CloseIdle();
  EXPECT_TRUE(dropped.expired());
  EXPECT_EQ(journals_.Get(kOther).value(), held) << "somebody was about to write it";
}

TEST_F(JournalsTest, AreNotRememberedWhereThereIsNone) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ErrorReason(journals_.Get("processes/none").status()), "NO_JOURNAL");
  }
  storage::WriteBatch batch;
  ASSERT_TRUE(journals_.Begin("processes/none", {}, "none", batch).ok());
  EXPECT_TRUE(journals_.Get("processes/none").ok());
}

}  // namespace
}  // namespace urna::services
