#include "services/files/file_space.h"

#include "crypto/hash.h"
#include "services/append/append_test_support.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using absl::StatusCode;

class FileSpaceTest : public testing::Test {
 protected:
  static crypto::Bytes File(std::size_t size) {
    crypto::Bytes file(size);
    for (std::size_t i = 0; i < size; ++i) file[i] = static_cast<std::uint8_t>(i * 131 + i / 256);
    return file;
  }
  TemporaryFolder folder_;
  storage::FaultyStore store_{OpenStore(folder_.Sub("store"))};
};

TEST_F(FileSpaceTest, GivesBackWhatWasWritten) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kPieceSize - 1, kPieceSize,
                                 kPieceSize + 1, 2 * kPieceSize + 17}) {
    const crypto::Bytes file = File(size);
    const auto sha256 = kArtefactFiles.Write(store_, "test", file);
    ASSERT_TRUE(sha256.ok()) << sha256.status();
    EXPECT_EQ(*sha256, crypto::Sha256(file));
    EXPECT_EQ(kArtefactFiles.Read(store_, "test", *sha256).value(), file) << size;
  }
}

TEST_F(FileSpaceTest, WritesNothingLargerThanAPiece) {
  ASSERT_TRUE(kArtefactFiles.Write(store_, "test", File(2 * kPieceSize + 17)).ok());
  std::vector<std::size_t> sizes;
  ASSERT_TRUE(storage::ScanAll(store_, kArtefactsFamily, "", "",
                               [&](std::string_view, std::string_view piece) {
                                 sizes.push_back(piece.size());
                                 return true;
                               })
                  .ok());
  EXPECT_THAT(sizes, testing::ElementsAre(kPieceSize, kPieceSize, 17));
}

TEST_F(FileSpaceTest, KeepsTheFilesOfProcessesApart) {
  const auto sha256 = kArtefactFiles.Write(store_, "test", File(5)).value();
  EXPECT_EQ(kArtefactFiles.Read(store_, "other", sha256).status().code(), StatusCode::kDataLoss);
}

TEST_F(FileSpaceTest, SaysSoWhenAFileIsNotAsItWasAnnounced) {
  const crypto::Bytes file = File(kPieceSize + 5);
  const auto sha256 = kArtefactFiles.Write(store_, "test", file).value();
  EXPECT_EQ(kArtefactFiles.ReadPiece(store_, "test", sha256, 2).value(), "");

  std::string first_key;
  ASSERT_TRUE(storage::ScanAll(store_, kArtefactsFamily, "", "",
                               [&](std::string_view key, std::string_view) {
                                 first_key = key;
                                 return false;
                               })
                  .ok());
  storage::WriteBatch batch;
  batch.Put(kArtefactsFamily, first_key, std::string(kPieceSize, 'x'));
  ASSERT_TRUE(store_.Write(batch).ok());
  EXPECT_EQ(kArtefactFiles.Read(store_, "test", sha256).status().code(), StatusCode::kDataLoss);
}

TEST_F(FileSpaceTest, CompletesAFileThatWasCutShort) {
  const crypto::Bytes file = File(20 * kPieceSize);
  storage::FaultyStore failing(
      OpenStore(folder_.Sub("failing")),
      storage::FaultsAt({{1, {.kind = storage::Fault::Kind::kNotApplied}}}));
  EXPECT_FALSE(kArtefactFiles.Write(failing, "test", file).ok());
  const std::unique_ptr<storage::Store> reopened = failing.TakeStore();
  const auto sha256 = kArtefactFiles.Write(*reopened, "test", file);
  ASSERT_TRUE(sha256.ok()) << sha256.status();
  EXPECT_EQ(kArtefactFiles.Read(*reopened, "test", *sha256).value(), file);
}

}  // namespace
}  // namespace urna::services
