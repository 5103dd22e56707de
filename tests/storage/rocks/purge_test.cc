// What was deleted is in no file of the store once that was asked for.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "pch.h"
#include "storage/store_contents.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::storage {
namespace {

constexpr char kWord[] = "anticonstitutionnellement";
constexpr char kOther[] = "a value that stays";
// As long as a purge that does not wait may take; one that waits is given up after it.
constexpr std::chrono::milliseconds kPatience(500);

class Purging : public testing::Test {
 protected:
  Purging() {
    EXPECT_TRUE(store_->Write(PutOf(kLeaves, "key", kWord)).ok());
    EXPECT_TRUE(store_->Write(PutOf(kLeaves, "other", kOther)).ok());
  }
  void Delete() {
    WriteBatch batch;
    batch.Delete(kLeaves, "key");
    EXPECT_TRUE(store_->Write(batch).ok());
  }
  bool FilesHold(const std::string& text) const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_.Sub("store"))) {
      if (file.is_regular_file() && WholeFile(file.path()).find(text) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  TemporaryFolder folder_;
  const std::unique_ptr<OpenedStore> store_ = MustOpen(TwoFamilies(folder_.Sub("store")));
};

TEST_F(Purging, LeavesNothingOfWhatWasDeletedOrReplaced) {
  Delete();
  EXPECT_TRUE(FilesHold(kWord));
  ASSERT_TRUE(store_->Purge(kLeaves).ok());
  EXPECT_FALSE(FilesHold(kWord));
  ASSERT_TRUE(store_->Write(PutOf(kLeaves, "other", "another value")).ok());
  ASSERT_TRUE(store_->Purge(kLeaves).ok());
  EXPECT_FALSE(FilesHold(kOther));
  EXPECT_EQ(ValueOf(*store_, kLeaves, "other"), "another value");
}

TEST_F(Purging, WaitsForWhoeverStillSeesIt) {
  std::unique_ptr<Reader> earlier = SnapshotOf(*store_);
  Delete();
  std::atomic<bool> is_purged = false;
  std::thread purge([&] {
    EXPECT_TRUE(store_->Purge(kLeaves).ok());
    is_purged = true;
  });
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (!is_purged && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
  EXPECT_FALSE(is_purged);
  EXPECT_EQ(ValueOf(*earlier, kLeaves, "key"), kWord);
  earlier.reset();
  purge.join();
  EXPECT_FALSE(FilesHold(kWord));
}

}  // namespace
}  // namespace urna::storage
