// A log through its files, as clients of any C2SP log read it.
#include "services/publishing/log_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <future>
#include <set>

#include "crypto/checkpoint.h"
#include "ledger/tiles.h"
#include "services/append/process_log.h"
#include "services/base/clock.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/publishing/read_file.h"
#include "storage/rocks/rocks_store.h"
#include "support/stored_election.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using ledger::Tile;

// With the manifest and the opening, so many that there is a full tile and the beginning of another.
constexpr std::uint32_t kVoters = 260;

class LogFiles : public testing::Test {
 protected:
  LogFiles() {
    PutOpenElection(*store_, election_);
    log_ = ProcessLog::Open({.store = store_.get(),
                             .manifest = election_.manifest(),
                             .rolls = election_.rolls(),
                             .log_key = election_.LogSigningKey(),
                             .clock = &clock_})
               .value();
  }

  // Of the next voters, one after the other: each has a checkpoint of its own.
  void Cast(std::uint32_t ballots) {
    for (std::uint32_t i = 0; i < ballots; ++i) {
      std::promise<Acknowledgement> answer;
      log_->CastBallot(election_.Ballot(voted_++, {1}),
                       [&](Acknowledgement given) { answer.set_value(std::move(given)); });
      ASSERT_TRUE(answer.get_future().get().ok());
    }
  }
  absl::StatusOr<PublicFile> Find(std::string_view path) const { return FindLogFile(log_, path); }
  std::string Read(std::string_view path, std::size_t most = 1 << 20) const {
    absl::StatusOr<PublicFile> file = Find(path);
    EXPECT_TRUE(file.ok()) << path << ": " << file.status();
    return file.ok() ? ReadAll(*file, most) : "";
  }
  std::vector<crypto::Bytes> Records() const {
    return log_->Records(0, log_->size(), std::size_t{1} << 30).value();
  }

  const ledger::ElectionFixture election_ = ledger::ElectionFixture::Make(
      {.voters = kVoters, .opening_time = 1'000'000'000, .closing_time = 4'000'000'000});
  const SystemClock clock_;
  TemporaryFolder folder_;
  const std::unique_ptr<storage::Store> store_ =
      storage::OpenRocksStore(
          {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
          .value();
  std::shared_ptr<ProcessLog> log_;
  std::uint32_t voted_ = 0;
};

TEST_F(LogFiles, HaveTheCheckpoint) {
  const std::string note = Read("checkpoint");
  const auto checkpoint = crypto::VerifyCheckpoint(note, election_.manifest()->log_key());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->size, 2u);
  const auto before = Find("checkpoint");
  EXPECT_EQ(before->content_type, "text/plain; charset=utf-8");
  EXPECT_FALSE(before->is_immutable);
  Cast(1);
  EXPECT_NE(Read("checkpoint"), note);
  EXPECT_NE(Find("checkpoint")->etag, before->etag);
}

// What a reader needs who holds any checkpoint that there ever was.
TEST_F(LogFiles, HaveTheTilesOfEveryCheckpoint) {
  Cast(kVoters);
  const std::vector<crypto::Bytes> records = Records();
  ASSERT_EQ(records.size(), 2u + kVoters);
  crypto::MerkleTree tree;
  std::set<std::string> seen;
  for (const crypto::Bytes& record : records) {
    tree.Append(crypto::LeafHash(record));
    for (const Tile& tile : ledger::TilesOf(tree.size())) {
      if (!seen.insert(tile.Path()).second) continue;
      const std::uint64_t first = tile.number * ledger::kTileWidth;
      const crypto::Bytes expected =
          tile.level == Tile::kEntries
              ? ledger::EntryTile(
                    {records.begin() + static_cast<std::ptrdiff_t>(first),
                     records.begin() + static_cast<std::ptrdiff_t>(first + tile.width)})
              : ledger::HashTile(tree, tile).value();
      EXPECT_EQ(Read(tile.Path()), crypto::AsText(expected)) << tile.Path();
      const auto file = Find(tile.Path());
      EXPECT_TRUE(file->is_immutable) << tile.Path();
      EXPECT_EQ(file->content_type, "application/octet-stream");
    }
  }
  EXPECT_TRUE(seen.contains("tile/entries/000"));
  EXPECT_TRUE(seen.contains("tile/entries/001.p/6"));
  EXPECT_TRUE(seen.contains("tile/0/000.p/255"));
  EXPECT_TRUE(seen.contains("tile/1/000.p/1"));
}

TEST_F(LogFiles, HaveNothingElse) {
  Cast(3);
  for (const std::string_view path : {"",
                                      "/",
                                      "tile",
                                      "tile/",
                                      "checkpoint/",
                                      "/checkpoint",
                                      "Checkpoint",
                                      "tile/0/000",
                                      "tile/0/000.p/6",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/05",
                                      "tile/0/000.p/256",
                                      "tile/00/000.p/5",
                                      "tile/0/0.p/5",
                                      "tile/0/x000/000.p/5",
                                      "tile/0/001.p/1",
                                      "tile/1/000.p/1",
                                      "tile/63/000.p/1",
                                      "tile/entries/000",
                                      "tile/entries/000.p/6",
                                      "tile/entries/../000.p/5",
                                      "tile/0/000.p/5 ",
                                      "tile/0/x999/x999/x999/x999/x999/999",
                                      "tile/-1/000.p/5",
                                      "tile/0/%30%30%30.p/5"}) {
    const absl::StatusOr<PublicFile> file = Find(path);
    EXPECT_TRUE(absl::IsNotFound(file.status())) << path << ": " << file.status();
    EXPECT_EQ(ErrorReason(file.status()), "NO_SUCH_FILE") << path;
  }
  EXPECT_TRUE(Find("tile/0/000.p/5").ok());
}

// Whatever is asked for is a tile that there is, in its one spelling, or nothing.
TEST_F(LogFiles, AnswerEveryPath) {
  Cast(3);
  rc::check([this] {
    const std::string path = *rc::gen::container<std::string>(rc::gen::element(
        '0', '0', '0', '1', '5', '9', '/', '/', '.', 'p', 'x', 't', 'i', 'l', 'e', '-', '\0'));
    for (const std::string& asked : {path, "tile/" + path, "tile/0/" + path, "tile/0/000.p/" + path,
                                     "tile/entries/000.p/" + path}) {
      const absl::StatusOr<PublicFile> file = Find(asked);
      if (file.ok()) {
        RC_ASSERT(Tile::Parse(asked)->Path() == asked);
      } else {
        RC_ASSERT(absl::IsNotFound(file.status()));
      }
    }
  });
}

TEST_F(LogFiles, AreReadFromAnyPlaceInPiecesOfAnySize) {
  Cast(20);
  const std::string whole = Read("tile/entries/000.p/22");
  for (const std::size_t most : {1, 2, 3, 337, 338, 1'000}) {
    EXPECT_EQ(Read("tile/entries/000.p/22", most), whole) << most;
  }
  absl::StatusOr<PublicFile> file = Find("tile/entries/000.p/22");
  for (std::size_t offset = 0; offset < whole.size(); offset += 41) {
    const std::string read = file->read(offset, 700).value();
    EXPECT_EQ(read, whole.substr(offset, read.size())) << offset;
  }
}

TEST_F(LogFiles, StayAsTheyWereWhileTheLogGrows) {
  Cast(2);
  absl::StatusOr<PublicFile> entries = Find("tile/entries/000.p/4");
  absl::StatusOr<PublicFile> hashes = Find("tile/0/000.p/4");
  const std::string before = ReadAll(*entries, 100);
  const std::string hashes_before = ReadAll(*hashes, 100);
  Cast(5);
  EXPECT_EQ(ReadAll(*entries, 100), before);
  EXPECT_EQ(ReadAll(*hashes, 100), hashes_before);
  EXPECT_EQ(Find("tile/entries/000.p/4")->etag, entries->etag);
  EXPECT_NE(Find("tile/entries/000.p/5")->etag, entries->etag);
  EXPECT_EQ(Find("tile/0/000.p/4")->etag, hashes->etag);
}

}  // namespace
}  // namespace urna::services
