#include "ledger/tiles.h"

#include <set>

namespace urna::ledger {
namespace {

// The example of the C2SP tlog-tiles specification, "Merkle Tree": a tree of 70,000 entries.
TEST(Tiles, AreThoseOfTheSpecificationsExample) {
  std::set<std::string> hashes;
  std::set<std::string> entries;
  for (const Tile& tile : TilesOf(70000)) {
    (tile.level == Tile::kEntries ? entries : hashes).insert(tile.Path());
  }
  EXPECT_EQ(hashes.size(), 273u + 1 + 1 + 1 + 1);
  EXPECT_TRUE(hashes.contains("tile/0/000"));
  EXPECT_TRUE(hashes.contains("tile/0/272"));
  EXPECT_TRUE(hashes.contains("tile/0/273.p/112"));
  EXPECT_TRUE(hashes.contains("tile/1/000"));
  EXPECT_TRUE(hashes.contains("tile/1/001.p/17"));
  EXPECT_TRUE(hashes.contains("tile/2/000.p/1"));
  EXPECT_EQ(entries.size(), 274u);
  EXPECT_TRUE(entries.contains("tile/entries/273.p/112"));
}

TEST(Tiles, AreCountedAsTheyAreListed) {
  for (const std::uint64_t size : {0, 1, 255, 256, 257, 65535, 65536, 65537, 70000, 16777217}) {
    EXPECT_EQ(CountTiles(size), TilesOf(size).size()) << size;
  }
}

TEST(Tiles, WriteLargeNumbersInGroupsOfThreeDigits) {
  EXPECT_EQ((Tile{0, 1234067, kTileWidth}).Path(), "tile/0/x001/x234/067");
  EXPECT_EQ((Tile{Tile::kEntries, 1000, 5}).Path(), "tile/entries/x001/000.p/5");
}

RC_GTEST_PROP(Tiles, HaveOnePath, ()) {
  const Tile tile{*rc::gen::inRange(-1, 8), *rc::gen::inRange<std::uint64_t>(0, 100'000'000'000),
                  *rc::gen::inRange<std::uint64_t>(1, 257)};
  RC_ASSERT(Tile::Parse(tile.Path()).value() == tile);
}

RC_GTEST_PROP(Tiles, RefuseEveryOtherPath, (const std::string& text)) {
  RC_ASSERT(!Tile::Parse(text).ok());
  const auto tile = Tile::Parse("tile/" + text);
  if (tile.ok()) RC_ASSERT(tile->Path() == "tile/" + text);
}

TEST(Tiles, RefuseOtherSpellings) {
  for (std::string_view path :
       {"tile/0/0", "tile/0/x000/001", "tile/8/000", "tile/00/000", "tile/0/000.p/256",
        "tile/0/000.p/0", "tile/0/000.p/05", "tile/0/001/000", "tile/-1/000", "tile/0/000/",
        "tile/entries", "../tile/0/000", "tile/0/x99999999999999999999999/000"}) {
    EXPECT_FALSE(Tile::Parse(path).ok()) << path;
  }
}

TEST(Tiles, BeyondTheTreeAreRefusedHoweverFar) {
  crypto::MerkleTree tree;
  tree.Append({});
  for (std::uint64_t number : {std::uint64_t{1}, std::uint64_t{1} << 55, ~std::uint64_t{0}}) {
    EXPECT_EQ(HashTile(tree, {0, number, 1}).status().code(), absl::StatusCode::kOutOfRange);
  }
  EXPECT_TRUE(HashTile(tree, {0, 0, 1}).ok());
}

RC_GTEST_PROP(EntryTile, GivesTheLeavesBack,
              (const std::vector<std::vector<std::uint8_t>>& leaves)) {
  const auto bytes = EntryTile(leaves);
  RC_ASSERT(ParseEntryTile(bytes, leaves.size()).value() == leaves);
  RC_ASSERT(!ParseEntryTile(bytes, leaves.size() + 1).ok());
  if (!leaves.empty()) RC_ASSERT(!ParseEntryTile(bytes, leaves.size() - 1).ok());
}

}  // namespace
}  // namespace urna::ledger
