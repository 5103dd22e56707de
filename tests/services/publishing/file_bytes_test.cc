#include "services/publishing/file_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "services/base/families.h"
#include "services/publishing/read_file.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

constexpr std::string_view kOwner = "processes/p/electorates/e";

class StoredFiles : public testing::Test {
 protected:
  StoredFiles() : bytes_(2 * kPieceSize + 12'345) {
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      bytes_[i] = static_cast<std::uint8_t>(i * 31 + i / 1000);
    }
    sha256_ = kRollFiles.Write(*store_, kOwner, bytes_).value();
  }
  PublicFile Open(std::uint64_t size) const {
    return StoredFile(*store_, kRollFiles, std::string(kOwner), sha256_, size);
  }
  // Changes each piece of the file.
  void Damage(const std::function<std::string(std::string_view piece)>& change) {
    storage::WriteBatch batch;
    ASSERT_TRUE(store_
                    ->Scan(kRollsFamily, "", "", 10,
                           [&](std::string_view key, std::string_view piece) {
                             batch.Put(kRollsFamily, key, change(piece));
                             return true;
                           })
                    .ok());
    ASSERT_TRUE(store_->Write(batch).ok());
  }

  TemporaryFolder folder_;
  const std::unique_ptr<storage::Store> store_ =
      storage::OpenRocksStore(
          {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
          .value();
  crypto::Bytes bytes_;
  crypto::Hash256 sha256_{};
};

TEST_F(StoredFiles, AreReadInOrderAndFromAnyPlace) {
  PublicFile file = Open(bytes_.size());
  EXPECT_EQ(file.etag, crypto::ToHex(sha256_));
  EXPECT_TRUE(file.is_immutable);
  EXPECT_EQ(ReadAll(file, 700'000), crypto::AsText(bytes_));
  EXPECT_EQ(file.read(kPieceSize - 1, 10).value(),
            crypto::AsText(bytes_).substr(kPieceSize - 1, 1));
  EXPECT_EQ(file.read(2 * kPieceSize + 5, 10).value(),
            crypto::AsText(bytes_).substr(2 * kPieceSize + 5, 10));
  EXPECT_EQ(file.read(3, std::size_t{1} << 40).value(),
            crypto::AsText(bytes_).substr(3, kPieceSize - 3));
  EXPECT_EQ(file.read(std::uint64_t{1} << 60, 10).value(), "");
}

// A file that is not as it was announced is never sent as if it were.
TEST_F(StoredFiles, FailWhereThePiecesAreNotOfTheSizeThatWasAnnounced) {
  EXPECT_TRUE(absl::IsDataLoss(Open(bytes_.size() + 1).read(2 * kPieceSize, 10).status()));
  EXPECT_TRUE(absl::IsDataLoss(Open(5 * kPieceSize).read(4 * kPieceSize, 10).status()));
  EXPECT_TRUE(Open(bytes_.size()).read(0, 10).ok());
  Damage([](std::string_view piece) { return std::string(piece.substr(1)); });
  EXPECT_TRUE(absl::IsDataLoss(Open(bytes_.size()).read(0, 10).status()));
}

TEST(FilesOfBytes, LiveAsLongAsTheirOwner) {
  auto owner = std::make_shared<const crypto::Bytes>(crypto::Bytes{1, 2, 3});
  PublicFile file = FileOfBytes(owner, *owner);
  owner.reset();
  EXPECT_EQ(ReadAll(file, 2), "\x01\x02\x03");
  EXPECT_EQ(file.etag, crypto::ToHex(crypto::Sha256(crypto::Bytes{1, 2, 3})));
  EXPECT_FALSE(file.is_immutable);
  PublicFile empty = FileOfBytes(crypto::Bytes());
  EXPECT_EQ(empty.size, 0u);
  EXPECT_EQ(ReadAll(empty, 2), "");
}

}  // namespace
}  // namespace urna::services
