#include "services/append/tiled_log.h"

#include "ledger/errors.h"
#include "ledger/limits.h"

namespace urna::services {

absl::StatusOr<crypto::Bytes> TiledLog::TileBytes(std::string_view path) const {
  const absl::StatusOr<ledger::Tile> tile = ledger::Tile::Parse(path);
  if (!tile.ok()) return tile.status();
  const absl::Status not_found = ledger::Refusal(absl::StatusCode::kNotFound, "NO_SUCH_TILE",
                                                 "the log does not have this tile yet");
  // The first thing that the tile covers, at its level, is beyond the log; this also keeps the
  // products below within 64 bits.
  const std::uint64_t all = size();
  if (tile->number > all / ledger::kTileWidth) return not_found;
  if (tile->level != ledger::Tile::kEntries) {
    absl::StatusOr<crypto::Bytes> hashes = HashTile(*tile);
    return absl::IsOutOfRange(hashes.status()) ? not_found : hashes;
  }
  const std::uint64_t first = tile->number * ledger::kTileWidth;
  if (first + tile->width > all) return not_found;
  absl::StatusOr<std::vector<crypto::Bytes>> records =
      Records(first, tile->width, ledger::kTileWidth * ledger::kMaxLeafSize);
  if (!records.ok()) return records.status();
  return ledger::EntryTile(*records);
}

}  // namespace urna::services
