#include "services/publishing/bundle_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "services/base/limits.h"
#include "services/publishing/read_file.h"

namespace urna::services {
namespace {

using ledger::Tile;

PublicFile ListingOf(std::uint64_t log_size) {
  BundleListing listing("processes/p", log_size);
  listing.Add("config", 7, crypto::Hash256{1});
  listing.Add("roll/e.roll", 64, crypto::Hash256{2});
  return std::move(listing).ToFile();
}

// Sizes on either side of where tiles are full, and where their paths become longer.
TEST(BundleListing, HasEveryTileOfTheLogOnce) {
  for (const std::uint64_t size : {1, 255, 256, 257, 70'000, 255'999, 256'000, 256'001, 300'000}) {
    PublicFile file = ListingOf(size);
    const auto listing = nlohmann::json::parse(ReadAll(file, kPublicReadBytes));
    EXPECT_EQ(listing["process"], "processes/p");
    EXPECT_EQ(listing["log_size"], size);
    const auto& files = listing["files"];
    EXPECT_EQ(files[0]["path"], "config");
    EXPECT_EQ(files[0]["size"], 7);
    EXPECT_EQ(files[0]["sha256"], crypto::ToHex(crypto::Hash256{1}));
    EXPECT_EQ(files[1]["path"], "roll/e.roll");
    const std::vector<Tile> tiles = ledger::TilesOf(size);
    ASSERT_EQ(files.size(), 2 + tiles.size()) << size;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      EXPECT_EQ(files[2 + i]["path"], tiles[i].Path()) << size;
      EXPECT_EQ(files[2 + i].contains("size"), tiles[i].level != Tile::kEntries);
      if (tiles[i].level != Tile::kEntries) {
        EXPECT_EQ(files[2 + i]["size"], 32 * tiles[i].width);
      }
    }
  }
}

RC_GTEST_PROP(BundleListingProperties, ReadsTheSameFromEveryPlace, ()) {
  PublicFile file = ListingOf(*rc::gen::inRange<std::uint64_t>(1, 600'000));
  const std::string whole = ReadAll(file, kPublicReadBytes);
  const auto offset = *rc::gen::inRange<std::uint64_t>(0, whole.size());
  const auto most = *rc::gen::inRange<std::size_t>(1, 5'000);
  RC_ASSERT(file.read(offset, most).value() == whole.substr(offset, most));
}

// 2^56 records have 2^49 tiles, of which nobody writes a list to read its end.
TEST(BundleListing, OfTheLargestLogIsReadInPieces) {
  PublicFile file = ListingOf(std::uint64_t{1} << 56);
  EXPECT_GT(file.size, std::uint64_t{1} << 54);
  EXPECT_THAT(file.read(file.size - 100, 1'000).value(), testing::EndsWith("\n]}\n"));
  EXPECT_EQ(file.read(file.size / 2, std::size_t{1} << 40).value().size(), kPublicReadBytes);
  EXPECT_EQ(file.read(file.size, 1'000).value(), "");
}

TEST(BundleListing, HasATagThatGoesWithTheLog) {
  EXPECT_EQ(ListingOf(300).etag, ListingOf(300).etag);
  EXPECT_NE(ListingOf(300).etag, ListingOf(301).etag);
  EXPECT_FALSE(ListingOf(300).is_immutable);
}

}  // namespace
}  // namespace urna::services
