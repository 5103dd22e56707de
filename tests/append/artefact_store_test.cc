#include "services/append/artefact_store.h"

#include "append/append_test_support.h"
#include "crypto/hash.h"

namespace urna::services {
namespace {

using absl::StatusCode;

class ArtefactStoreTest : public testing::Test {
 protected:
  static crypto::Bytes File(std::size_t size) {
    crypto::Bytes file(size);
    for (std::size_t i = 0; i < size; ++i) file[i] = static_cast<std::uint8_t>(i * 131 + i / 256);
    return file;
  }
  TemporaryFolder folder_;
  storage::FaultyStore store_{OpenStore(folder_.Sub("store"))};
  ArtefactStore artefacts_{store_};
};

TEST_F(ArtefactStoreTest, GivesBackWhatWasWritten) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kArtefactPieceSize - 1, kArtefactPieceSize,
        kArtefactPieceSize + 1, 2 * kArtefactPieceSize + 17}) {
    const crypto::Bytes file = File(size);
    const auto sha256 = artefacts_.Write("test", file);
    ASSERT_TRUE(sha256.ok()) << sha256.status();
    EXPECT_EQ(*sha256, crypto::Sha256(file));
    EXPECT_EQ(artefacts_.Read("test", *sha256, size).value(), file) << size;
  }
}

TEST_F(ArtefactStoreTest, WritesNothingLargerThanAPiece) {
  ASSERT_TRUE(artefacts_.Write("test", File(2 * kArtefactPieceSize + 17)).ok());
  std::vector<std::size_t> sizes;
  ASSERT_TRUE(store_
                  .Scan(kArtefactsFamily, "", "",
                        [&](std::string_view, std::string_view piece) {
                          sizes.push_back(piece.size());
                          return true;
                        })
                  .ok());
  EXPECT_THAT(sizes, testing::ElementsAre(kArtefactPieceSize, kArtefactPieceSize, 17));
}

TEST_F(ArtefactStoreTest, KeepsTheFilesOfProcessesApart) {
  const auto sha256 = artefacts_.Write("test", File(5)).value();
  EXPECT_EQ(artefacts_.Read("other", sha256, 5).status().code(), StatusCode::kDataLoss);
}

TEST_F(ArtefactStoreTest, SaysSoWhenAFileIsNotAsItWasAnnounced) {
  const crypto::Bytes file = File(kArtefactPieceSize + 5);
  const auto sha256 = artefacts_.Write("test", file).value();
  EXPECT_EQ(artefacts_.Read("test", sha256, file.size() - 1).status().code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(artefacts_.Read("test", sha256, file.size() + 1).status().code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(artefacts_.ReadPiece("test", sha256, 2).status().code(), StatusCode::kNotFound);

  std::string first_key;
  ASSERT_TRUE(store_
                  .Scan(kArtefactsFamily, "", "",
                        [&](std::string_view key, std::string_view) {
                          first_key = key;
                          return false;
                        })
                  .ok());
  storage::WriteBatch batch;
  batch.Put(kArtefactsFamily, first_key, std::string(kArtefactPieceSize, 'x'));
  ASSERT_TRUE(store_.Write(batch).ok());
  EXPECT_EQ(artefacts_.Read("test", sha256, file.size()).status().code(), StatusCode::kDataLoss);
}

TEST_F(ArtefactStoreTest, CompletesAFileThatWasCutShort) {
  const crypto::Bytes file = File(3 * kArtefactPieceSize);
  storage::FaultyStore failing(
      OpenStore(folder_.Sub("failing")),
      storage::FaultsAt({{1, {.kind = storage::Fault::Kind::kNotApplied}}}));
  EXPECT_FALSE(ArtefactStore(failing).Write("test", file).ok());
  const std::unique_ptr<storage::Store> reopened = failing.TakeStore();
  ArtefactStore artefacts(*reopened);
  const auto sha256 = artefacts.Write("test", file);
  ASSERT_TRUE(sha256.ok()) << sha256.status();
  EXPECT_EQ(artefacts.Read("test", *sha256, file.size()).value(), file);
}

}  // namespace
}  // namespace urna::services
