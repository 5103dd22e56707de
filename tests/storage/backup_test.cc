// What every engine's backups promise (storage/backup.h).
#include "storage/backup.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "pch.h"
#include "storage/store_contents.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

using testing::Optional;

struct Engine {
  std::string name;
  std::function<std::unique_ptr<OpenedStore>(const std::string& path)> open;
};
void PrintTo(const Engine& engine, std::ostream* out) { *out << engine.name; }

class Backup : public testing::TestWithParam<Engine> {
 protected:
  TemporaryFolder folder_;
  std::unique_ptr<OpenedStore> store_ = GetParam().open(folder_.Sub("store"));
};

INSTANTIATE_TEST_SUITE_P(Engines, Backup,
                         testing::Values(Engine{
                             "Rocks",
                             [](const std::string& path) { return MustOpen(TwoFamilies(path)); }}),
                         [](const auto& suite) { return suite.param.name; });

TEST_P(Backup, OpensAsAStoreOfItsOwnAndStaysAsItWas) {
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

TEST_P(Backup, DoesNotOverwrite) {
  ASSERT_TRUE(store_->Backup(folder_.Sub("copy")).ok());
  EXPECT_EQ(store_->Backup(folder_.Sub("copy")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(store_->Backup(folder_.Sub("no/such/parent")).code(), absl::StatusCode::kNotFound);
}

// One writer appends numbered batches of two entries; every backup taken meanwhile holds whole
// batches, without a gap.
TEST_P(Backup, UnderWayOfWritesHoldsAPrefixOfThem) {
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
