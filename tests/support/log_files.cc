#include "support/log_files.h"

#include <fmt/format.h>

#include "crypto/merkle.h"
#include "ledger/bundle_paths.h"
#include "ledger/tiles.h"

namespace urna::ledger {

std::map<std::string, crypto::Bytes> LogFiles(const std::vector<crypto::Bytes>& leaves,
                                              std::string_view note, std::string_view folder) {
  std::map<std::string, crypto::Bytes> files;
  files[fmt::format("{}{}", folder, kCheckpointFile)] = {note.begin(), note.end()};
  crypto::MerkleTree tree;
  for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
  for (const Tile& tile : TilesOf(leaves.size())) {
    const auto first = leaves.begin() + static_cast<std::ptrdiff_t>(tile.number * kTileWidth);
    files[fmt::format("{}{}", folder, tile.Path())] =
        tile.level == Tile::kEntries
            ? EntryTile({first, first + static_cast<std::ptrdiff_t>(tile.width)})
            : HashTile(tree, tile).value();
  }
  return files;
}

}  // namespace urna::ledger
