#include "services/records/child_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/families.h"
#include "services/records/creation_orders.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

constexpr char kContest[] = "processes/p/contests/c";

class ChildIndexTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = storage::OpenRocksStore(
        {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  static ResourceName Project(std::string_view id) {
    return ResourceName::Child(Kind::kProject, kContest, id, "project_id").value();
  }
  void Write(const storage::WriteBatch& batch) { ASSERT_TRUE(store_->Write(batch).ok()); }
  std::vector<std::string> NamesAfter(std::uint64_t order, std::size_t most) {
    std::vector<std::string> names;
    const auto children = ListChildrenAfter(*store_, Kind::kProject, kContest, order, most);
    for (const StoredChild& child : *children) {
      names.push_back(child.name.substr(child.name.rfind("projects/") + 9));
    }
    return names;
  }

  TemporaryFolder folder_;
  std::unique_ptr<storage::Store> store_;
};

TEST_F(ChildIndexTest, ListsInOrderOfCreationPageByPage) {
  std::uint64_t children = 0;
  // Ids that sort otherwise, with slashes and with the index's own mark.
  for (const char* id : {"z", "a/b", "#1", "projects#"}) {
    storage::WriteBatch batch;
    AddChild(batch, Project(id), 10 * (children + 1), "x", children);
    Write(batch);
    ++children;
  }
  EXPECT_EQ(CountChildren(*store_, Kind::kProject, kContest).value(), 4u);
  EXPECT_THAT(NamesAfter(0, 2), testing::ElementsAre("z", "a/b"));
  EXPECT_THAT(NamesAfter(20, 2), testing::ElementsAre("#1", "projects#"));
  EXPECT_THAT(NamesAfter(25, 9), testing::ElementsAre("#1", "projects#"));
  EXPECT_THAT(NamesAfter(40, 2), testing::IsEmpty());
  storage::WriteBatch batch;
  RemoveChild(batch, Project("a/b"), 20, 4);
  Write(batch);
  EXPECT_EQ(CountChildren(*store_, Kind::kProject, kContest).value(), 3u);
  EXPECT_THAT(NamesAfter(0, 9), testing::ElementsAre("z", "#1", "projects#"));
}

// A store that was written before there was an index gets one, once.
TEST_F(ChildIndexTest, IsMadeOfAStoreThatHasNone) {
  storage::WriteBatch batch;
  PutResource(batch, "processes/p", 1, "");
  PutResource(batch, "processes/p/areas/x", 2, "");
  PutResource(batch, kContest, 3, "");
  PutResource(batch, Project("#1").text(), 5, "");
  PutResource(batch, Project("a/b/c").text(), 4, "");
  PutResource(batch, Project("/").text(), 0x2f2f, "");
  PutResource(batch, "processes/pp/areas/x", 6, "");
  Write(batch);
  ASSERT_TRUE(EnsureChildIndex(*store_).ok());
  EXPECT_THAT(NamesAfter(0, 9), testing::ElementsAre("a/b/c", "#1", "/"));
  EXPECT_EQ(CountChildren(*store_, Kind::kProject, kContest).value(), 3u);
  EXPECT_EQ(CountChildren(*store_, Kind::kContest, "processes/p").value(), 1u);
  EXPECT_EQ(CountChildren(*store_, Kind::kArea, "processes/p").value(), 1u);
  EXPECT_EQ(CountChildren(*store_, Kind::kArea, "processes/pp").value(), 1u);
  // Nothing more is done, however often.
  storage::WriteBatch late;
  PutResource(late, "processes/p/areas/y", 7, "");
  Write(late);
  ASSERT_TRUE(EnsureChildIndex(*store_).ok());
  EXPECT_EQ(CountChildren(*store_, Kind::kArea, "processes/p").value(), 1u);
}

// As after a crash half way.
TEST_F(ChildIndexTest, IsMadeAgainWhereItIsNotWhole) {
  storage::WriteBatch batch;
  PutResource(batch, Project("a").text(), 0x2f23, "");
  Write(batch);
  ASSERT_TRUE(EnsureChildIndex(*store_).ok());
  storage::WriteBatch torn;
  torn.Delete(kResourcesFamily, "#indexed");
  torn.Delete(kResourcesFamily, std::string(kContest) + "/projects#");
  Write(torn);
  ASSERT_TRUE(EnsureChildIndex(*store_).ok());
  EXPECT_THAT(NamesAfter(0, 9), testing::ElementsAre("a"));
  EXPECT_EQ(CountChildren(*store_, Kind::kProject, kContest).value(), 1u);
}

TEST_F(ChildIndexTest, OrdersGrowAlsoAfterARestart) {
  std::uint64_t last = 0;
  for (int start = 0; start < 3; ++start) {
    CreationOrders orders(*store_);
    for (const std::uint64_t count : {1u, 2000u, 1u}) {
      const std::uint64_t first = orders.Take(count).value();
      EXPECT_GT(first, last);
      last = first + count - 1;
    }
  }
}

}  // namespace
}  // namespace urna::services
