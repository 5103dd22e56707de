#include "services/proposals/owed_purges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

constexpr char kText[] = "un mot que personne d'autre n'ecrit 8803";
constexpr char kKey[] = "a document";

class OwedPurges : public testing::Test {
 protected:
  void SetUp() override {
    Open(true);
    storage::WriteBatch there;
    there.Put(kDocumentsFamily, kKey, kText);
    ASSERT_TRUE(store_->Write(there).ok());
    // From the log of writes into a file.
    Open();
  }
  // The server that was to purge is gone; another opens what it has left.
  void Open(bool create = false) {
    store_.reset();
    store_ = storage::OpenRocksStore(
                 {.path = folder_.Sub("store"), .create = create, .families = FamilyNames()})
                 .value();
  }
  bool FilesHoldIt() const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_.Sub("store"))) {
      if (file.is_regular_file() && WholeFile(file.path()).find(kText) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  TemporaryFolder folder_;
  std::unique_ptr<storage::Store> store_;
};

TEST_F(OwedPurges, ArePaidByTheNextServer) {
  storage::WriteBatch erased;
  erased.Delete(kDocumentsFamily, kKey);
  OwePurge(erased, ProposalName::Of("processes/paris", ledger::ProposalNumber{7}));
  ASSERT_TRUE(store_->Write(erased).ok());
  Open();
  ASSERT_TRUE(FilesHoldIt());
  ASSERT_TRUE(PayPurges(*store_).ok());
  EXPECT_FALSE(FilesHoldIt());
}

TEST_F(OwedPurges, ArePaidOnce) {
  storage::WriteBatch owed;
  OwePurge(owed, ProposalName::Of("processes/paris", ledger::ProposalNumber{7}));
  ASSERT_TRUE(store_->Write(owed).ok());
  ASSERT_TRUE(PayPurges(*store_).ok());
  storage::WriteBatch deleted;
  deleted.Delete(kDocumentsFamily, kKey);
  ASSERT_TRUE(store_->Write(deleted).ok());
  ASSERT_TRUE(PayPurges(*store_).ok());
  EXPECT_TRUE(FilesHoldIt()) << "nothing was owed";
}

// As a database of others is, which owns its files.
class OthersFiles final : public storage::Store {
 public:
  explicit OthersFiles(storage::Store& store) : store_(store) {}
  absl::StatusOr<std::optional<std::string>> Get(storage::Family family,
                                                 std::string_view key) const override {
    return store_.Get(family, key);
  }
  absl::StatusOr<std::optional<std::string>> Scan(storage::Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const storage::Visitor& visit) const override {
    return store_.Scan(family, first, limit, max_rows, visit);
  }
  storage::WriteResult Write(const storage::WriteBatch& batch) override {
    return store_.Write(batch);
  }
  absl::Status Purge(storage::Family) override {
    return absl::UnimplementedError("rewrite the table");
  }
  absl::StatusOr<std::unique_ptr<storage::Reader>> Snapshot() const override {
    return store_.Snapshot();
  }

 private:
  storage::Store& store_;
};

TEST_F(OwedPurges, AreToldOnceToWhoeverRunsTheDatabase) {
  storage::WriteBatch erased;
  erased.Delete(kDocumentsFamily, kKey);
  OwePurge(erased, ProposalName::Of("processes/paris", ledger::ProposalNumber{7}));
  ASSERT_TRUE(store_->Write(erased).ok());
  OthersFiles others(*store_);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(PayPurges(others).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("rewrite the table"));
  testing::internal::CaptureStderr();
  EXPECT_TRUE(PayPurges(others).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace urna::services
