#include "services/records/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/limits.h"
#include "services/records/resources.h"
#include "services/test_server.h"
#include "storage/rocks/rocks_store.h"
#include "storage/scan.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {
namespace {

constexpr char kId[] = "5b1c0f2e-95d4-4f6a-9a52-0b8ddc6e1c2f";
constexpr char kTitle[] = "a title that somebody wrote";
constexpr MethodRule kRule = {"CreateArea", Access::kEditors, Span::kAlways, Lane::kQuick,
                              false,        "parent"};

class ChangesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = storage::OpenRocksStore(
        {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    journals_.emplace(*store_, clock_);
    changes_.emplace(*store_, logs_, *journals_, clock_);
  }
  // Makes an area, and counts how often.
  absl::Status Create(const std::string& area, const std::string& id = kId) {
    v1::CreateAreaRequest request;
    request.set_area_id(area);
    request.set_request_id(id);
    response_.Clear();
    return changes_->Apply(CallIn("processes/p"), request, response_,
                           [&](const storage::Reader&, storage::WriteBatch& batch) {
                             ++created_;
                             response_.set_name("processes/p/areas/" + area);
                             v1::LocalizedText& title = *response_.add_title();
                             title.set_text(kTitle);
                             PutResource(batch, response_.name(), 1, response_.SerializeAsString());
                             return absl::OkStatus();
                           });
  }
  Call CallIn(const std::string& process) const { return {principal_, kRule, process}; }

  TemporaryFolder folder_;
  ManualClock clock_;
  LogRegistry logs_{clock_};
  const Principal principal_ = Principal::Staff(std::string(32, 't'), {});
  std::unique_ptr<storage::Store> store_;
  std::optional<Journals> journals_;
  std::optional<Changes> changes_;
  v1::Area response_;
  int created_ = 0;
};

TEST_F(ChangesTest, AreMadeOnceAndAnsweredAgain) {
  ASSERT_TRUE(Create("north").ok());
  const std::string first = response_.SerializeAsString();
  ASSERT_TRUE(Create("north").ok());
  EXPECT_EQ(response_.SerializeAsString(), first);
  EXPECT_EQ(created_, 1);
  EXPECT_EQ(ErrorReason(Create("south")), "REQUEST_ID_REUSED");
  EXPECT_TRUE(absl::IsInvalidArgument(Create("south", "5b1c0f2e")));
}

TEST_F(ChangesTest, AreRememberedForADay) {
  ASSERT_TRUE(Create("north").ok());
  clock_.Advance(absl::ToInt64Seconds(kRequestsRemembered) - 1);
  ASSERT_TRUE(changes_->ForgetOldRequests().ok());
  ASSERT_TRUE(Create("north").ok());
  EXPECT_EQ(created_, 1);
  clock_.Advance(1);
  ASSERT_TRUE(Create("north").ok());
  EXPECT_EQ(created_, 2);
  clock_.Advance(absl::ToInt64Seconds(kRequestsRemembered));
  ASSERT_TRUE(changes_->ForgetOldRequests().ok());
  int kept = 0;
  ASSERT_TRUE(
      storage::ScanAll(*store_, kRequestsFamily, "", "", [&](std::string_view, std::string_view) {
        return ++kept > 0;
      }).ok());
  EXPECT_EQ(kept, 0);
}

TEST_F(ChangesTest, LeaveNoTextInWhatIsRemembered) {
  ASSERT_TRUE(Create("north").ok());
  int kept = 0;
  ASSERT_TRUE(storage::ScanAll(*store_, kRequestsFamily, "", "",
                               [&](std::string_view, std::string_view value) {
                                 ++kept;
                                 EXPECT_EQ(value.find(kTitle), value.npos);
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(kept, 1);
}

// What was made and is gone since is not made again by a retry that comes late.
TEST_F(ChangesTest, AreNotMadeAgainWhenTheirResourceIsGone) {
  ASSERT_TRUE(Create("north").ok());
  storage::WriteBatch batch;
  batch.Delete(kResourcesFamily, "processes/p/areas/north");
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_EQ(ErrorReason(Create("north")), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(created_, 1);
}

// Each adds one to a number that it has read.
TEST_F(ChangesTest, OfOneProcessNeverOverlap) {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        const absl::Status applied = changes_->ApplySigned(
            CallIn("processes/p"),
            [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
              auto value = store.Get(kProcessesFamily, "n");
              if (!value.ok()) return value.status();
              const int next = std::stoi((*value).value_or("0")) + 1;
              batch.Put(kProcessesFamily, "n", std::to_string(next));
              return absl::OkStatus();
            });
        if (!applied.ok()) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(store_->Get(kProcessesFamily, "n").value().value_or(""),
            std::to_string(kThreads * kEach));
}

// A change of one process may wait as long as it likes for one of another.
TEST_F(ChangesTest, OfDifferentProcessesDoNotWaitForEachOther) {
  const absl::Status outer = changes_->ApplySigned(
      CallIn("processes/a"), [&](const storage::Reader&, storage::WriteBatch&) -> absl::Status {
        absl::Status inner = absl::UnknownError("never ran");
        std::thread other([&] {
          inner = changes_->ApplySigned(
              CallIn("processes/b"),
              [](const storage::Reader&, storage::WriteBatch&) { return absl::OkStatus(); });
        });
        other.join();
        return inner;
      });
  EXPECT_TRUE(outer.ok()) << outer;
}

}  // namespace
}  // namespace urna::services
