#include "ledger/bundled_log.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "ledger/tiles.h"

namespace urna::ledger {
namespace {

absl::Status Fail(std::string_view what) { return absl::InvalidArgumentError(std::string(what)); }

absl::Status CompareHashTiles(const Bundle& bundle, std::string_view folder,
                              const std::vector<Tile>& tiles, const crypto::MerkleTree& tree) {
  for (const Tile& tile : tiles) {
    if (tile.level == Tile::kEntries) continue;
    const std::string path = fmt::format("{}{}", folder, tile.Path());
    auto bytes = bundle.Read(path, kTileWidth * sizeof(crypto::Hash256));
    if (!bytes.ok()) return bytes.status();
    auto expected = HashTile(tree, tile);
    if (!expected.ok()) return expected.status();
    if (*bytes != *expected) {
      return Fail(fmt::format("{}: its hashes are not those of the entries", path));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Unlisted(std::string_view path) {
  return Refusal(absl::StatusCode::kInvalidArgument, kUnlisted,
                 fmt::format("{}: a bundle of this election has no such file", EscapedName(path)));
}

absl::Status CheckFolder(const Bundle& bundle, std::string_view prefix,
                         const std::set<std::string>& expected) {
  for (const auto& [path, size] : bundle.files()) {
    if (path.starts_with(prefix) && !expected.contains(path)) return Unlisted(path);
  }
  for (const std::string& path : expected) {
    if (!bundle.Has(path)) return Fail(fmt::format("{}: is missing", path));
  }
  return absl::OkStatus();
}

absl::StatusOr<BundledLog> ReadBundledLog(const Bundle& bundle, std::string_view folder,
                                          std::uint64_t size,
                                          const std::function<void(double)>& on_progress) {
  // Before the tiles of a size that nobody vouches for are so much as listed.
  if (CountTiles(size) > bundle.files().size()) {
    return Fail(fmt::format("{}tile/: the bundle has {}, a log of {} has {}", folder,
                            Counted(bundle.files().size(), "file", "files"),
                            Counted(size, "record", "records"),
                            Counted(CountTiles(size), "tile", "tiles")));
  }
  std::set<std::string> expected;
  const std::vector<Tile> tiles = TilesOf(size);
  for (const Tile& tile : tiles) expected.insert(fmt::format("{}{}", folder, tile.Path()));
  if (auto s = CheckFolder(bundle, fmt::format("{}tile/", folder), expected); !s.ok()) return s;
  BundledLog log;
  for (const Tile& tile : tiles) {
    if (tile.level != Tile::kEntries) continue;
    const std::string path = fmt::format("{}{}", folder, tile.Path());
    auto bytes = bundle.Read(path, tile.width * (kMaxLeafSize + 2));
    if (!bytes.ok()) return bytes.status();
    auto leaves = ParseEntryTile(*bytes, tile.width);
    if (!leaves.ok()) return Fail(fmt::format("{}: {}", path, MessageOf(leaves.status())));
    for (auto& leaf : *leaves) {
      log.tree.Append(crypto::LeafHash(leaf));
      log.leaves.push_back(std::move(leaf));
    }
    on_progress(static_cast<double>(log.leaves.size()) / static_cast<double>(size));
  }
  if (auto s = CompareHashTiles(bundle, folder, tiles, log.tree); !s.ok()) return s;
  return log;
}

}  // namespace urna::ledger
