// The log as static files: C2SP tlog-tiles (section 8.4 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/merkle.h"

namespace urna::ledger {

inline constexpr std::uint64_t kTileWidth = 256;

// A tile: of hashes (level 0, 1, ..) or of entries (level -1).
struct Tile {
  static constexpr int kEntries = -1;
  int level = 0;
  std::uint64_t number = 0;
  // 256 for a full tile, less for the partial one at the right edge.
  std::uint64_t width = kTileWidth;
  // "tile/<L>/<N>[.p/<W>]" or "tile/entries/<N>[.p/<W>]", N in groups of three digits as C2SP has
  // it.
  std::string Path() const;
  // INVALID_ARGUMENT unless `path` is what Path() writes.
  static absl::StatusOr<Tile> Parse(std::string_view path);
  friend bool operator==(const Tile&, const Tile&) = default;
};

// All tiles of a log of that size, each once: full ones, and the partial one of each level.
std::vector<Tile> TilesOf(std::uint64_t size);
// How many that are, without naming them.
std::uint64_t CountTiles(std::uint64_t size);

// The bytes of a tile of hashes: 32 for each. OUT_OF_RANGE where the tree does not have them.
absl::StatusOr<crypto::Bytes> HashTile(const crypto::MerkleTree& tree, const Tile& tile);
// The bytes of an entry bundle: a big-endian length of 16 bits before each leaf.
crypto::Bytes EntryTile(const std::vector<crypto::Bytes>& leaves);
// The leaves of an entry bundle; INVALID_ARGUMENT unless it holds exactly `width`.
absl::StatusOr<std::vector<crypto::Bytes>> ParseEntryTile(crypto::ByteView tile,
                                                          std::uint64_t width);

}  // namespace urna::ledger
