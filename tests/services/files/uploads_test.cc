#include "services/files/uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

const std::int64_t kIdleSeconds = absl::ToInt64Seconds(kUploadIdle);
constexpr std::string_view kContent = "a file of some bytes";

class UploadsTest : public testing::Test {
 protected:
  std::unique_ptr<Uploads::File> Begin(const std::string& party) {
    auto begun = uploads_.Begin(party, kContent.size());
    EXPECT_TRUE(begun.ok()) << begun.status();
    return begun.ok() ? *std::move(begun) : nullptr;
  }
  // Of a whole file of the party, which goes again.
  std::string ReasonOfAdd(const std::string& party) {
    return ErrorReason(Begin(party)->Add(kContent));
  }
  static std::string ReasonOfTake(Uploads::File& file) {
    return ErrorReason(file.Take(crypto::Sha256(crypto::AsBytes(kContent))).status());
  }

  ManualClock clock_;
  // Room for two files, and a little less than a third.
  Uploads uploads_{clock_, 3 * kContent.size() - 1};
};

TEST_F(UploadsTest, GivesBackWhatCame) {
  auto file = Begin("a");
  ASSERT_TRUE(file->Add(kContent.substr(0, 3)).ok());
  ASSERT_TRUE(file->Add("").ok());
  ASSERT_TRUE(file->Add(kContent.substr(3)).ok());
  EXPECT_EQ(crypto::AsText(*file->Take(crypto::Sha256(crypto::AsBytes(kContent)))), kContent);
}

TEST_F(UploadsTest, TakesNoMoreAndNoOtherThanWasAnnounced) {
  auto file = Begin("a");
  ASSERT_TRUE(file->Add(kContent).ok());
  EXPECT_EQ(ErrorReason(file->Add("x")), "TOO_LONG");
  for (const std::string& other :
       {std::string(kContent.substr(1)), std::string(kContent.size(), 'x')}) {
    file.reset();
    file = Begin("a");
    ASSERT_TRUE(file->Add(other).ok());
    EXPECT_EQ(ReasonOfTake(*file), "DIGEST_MISMATCH");
  }
}

TEST_F(UploadsTest, HoldNoMoreTogetherThanThereIsRoomFor) {
  auto first = Begin("a");
  auto second = Begin("b");
  ASSERT_TRUE(first->Add(kContent).ok());
  ASSERT_TRUE(second->Add(kContent).ok());
  EXPECT_EQ(ReasonOfAdd("c"), "SERVER_BUSY");
  EXPECT_EQ(ErrorReason(uploads_.Begin("c", 3 * kContent.size()).status()), "FILE_TOO_LARGE");
  first.reset();
  EXPECT_EQ(ReasonOfAdd("c"), "");
}

// Any number may have begun: what has not come takes no room.
TEST_F(UploadsTest, ThatOnlyBeganHoldUpNobody) {
  std::vector<std::unique_ptr<Uploads::File>> begun;
  for (int i = 0; i < 1000; ++i) begun.push_back(Begin(std::to_string(i)));
  EXPECT_EQ(ReasonOfAdd("a"), "");
}

// However often one party begins, what it left behind takes no memory.
TEST_F(UploadsTest, OfOnePartyAreOne) {
  std::vector<std::unique_ptr<Uploads::File>> begun;
  for (int i = 0; i < 10; ++i) {
    begun.push_back(Begin("a"));
    ASSERT_TRUE(begun.back()->Add(kContent.substr(1)).ok());
  }
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(ErrorReason(begun[static_cast<std::size_t>(i)]->Add("x")), "UPLOAD_DROPPED");
    EXPECT_EQ(ReasonOfTake(*begun[static_cast<std::size_t>(i)]), "UPLOAD_DROPPED");
  }
  EXPECT_TRUE(begun.back()->Add("x").ok());
  auto other = Begin("b");
  ASSERT_TRUE(other->Add(kContent).ok());
  // That those before it go, frees no room of a later one.
  begun.erase(begun.begin(), begun.end() - 1);
  EXPECT_EQ(ReasonOfAdd("c"), "SERVER_BUSY");
}

TEST_F(UploadsTest, GiveTheirRoomUpWhenTheyAreSilent) {
  auto silent = Begin("a");
  auto busy = Begin("b");
  ASSERT_TRUE(silent->Add(kContent.substr(1)).ok());
  ASSERT_TRUE(busy->Add(kContent.substr(1)).ok());
  clock_.Advance(kIdleSeconds - 1);
  auto third = Begin("c");
  ASSERT_TRUE(third->Add(kContent).ok());
  ASSERT_TRUE(busy->Add("x").ok());
  ASSERT_TRUE(silent->Add("").ok());
  auto fourth = Begin("d");
  EXPECT_EQ(ErrorReason(fourth->Add("x")), "SERVER_BUSY");
  clock_.Advance(1);
  EXPECT_TRUE(fourth->Add("x").ok());
  EXPECT_EQ(ErrorReason(silent->Add("x")), "UPLOAD_DROPPED");
}

TEST_F(UploadsTest, KeepTheirRoomWhileTheyAreVerified) {
  auto first = Begin("a");
  auto second = Begin("b");
  for (auto* const file : {first.get(), second.get()}) {
    ASSERT_TRUE(file->Add(kContent).ok());
    EXPECT_EQ(ReasonOfTake(*file), "");
  }
  clock_.Advance(10 * kIdleSeconds);
  EXPECT_EQ(ReasonOfAdd("c"), "SERVER_BUSY");
  // Nor may the same party fill the memory behind it.
  EXPECT_EQ(ReasonOfAdd("a"), "SERVER_BUSY");
}

}  // namespace
}  // namespace urna::services
