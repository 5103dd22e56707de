#include "ledger/tiles.h"

#include <fmt/format.h>

#include <charconv>

#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr int kMaxLevel = 7;  // 256^8 leaves fill 64 bits
constexpr std::uint64_t kGroup = 1000;

std::string ThreeDigits(std::uint64_t value) {
  std::string digits = std::to_string(value);
  return std::string(3 - digits.size(), '0') + digits;
}

// "x001/x234/067" for 1234067.
std::string NumberPath(std::uint64_t number) {
  std::string path = ThreeDigits(number % kGroup);
  for (number /= kGroup; number > 0; number /= kGroup) {
    path = fmt::format("x{}/{}", ThreeDigits(number % kGroup), path);
  }
  return path;
}

absl::Status BadPath() { return absl::InvalidArgumentError("tile: not a path of C2SP tlog-tiles"); }

bool ReadNumber(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string Tile::Path() const {
  std::string path =
      fmt::format("tile/{}/{}", level == kEntries ? std::string("entries") : std::to_string(level),
                  NumberPath(number));
  if (width != kTileWidth) path += fmt::format(".p/{}", width);
  return path;
}

absl::StatusOr<Tile> Tile::Parse(std::string_view path) {
  Tile tile;
  std::string_view rest = path;
  if (!rest.starts_with("tile/") || rest.size() > 64) return BadPath();
  rest.remove_prefix(5);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return BadPath();
  std::uint64_t level = 0;
  if (rest.substr(0, slash) == "entries") {
    tile.level = kEntries;
  } else if (ReadNumber(rest.substr(0, slash), level) && level <= kMaxLevel) {
    tile.level = static_cast<int>(level);
  } else {
    return BadPath();
  }
  rest.remove_prefix(slash + 1);
  if (const std::size_t partial = rest.find(".p/"); partial != std::string_view::npos) {
    if (!ReadNumber(rest.substr(partial + 3), tile.width) || tile.width < 1 ||
        tile.width >= kTileWidth) {
      return BadPath();
    }
    rest = rest.substr(0, partial);
  }
  for (char c : rest) {
    if (c == 'x' || c == '/') continue;
    if (c < '0' || c > '9' || tile.number > (std::uint64_t{1} << 56)) return BadPath();
    tile.number = tile.number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  // One spelling only.
  if (tile.Path() != path) return BadPath();
  return tile;
}

std::vector<Tile> TilesOf(std::uint64_t size) {
  std::vector<Tile> tiles;
  auto add_level = [&](int level, std::uint64_t nodes) {
    for (std::uint64_t n = 0; n < nodes / kTileWidth; ++n) tiles.push_back({level, n, kTileWidth});
    if (nodes % kTileWidth != 0) tiles.push_back({level, nodes / kTileWidth, nodes % kTileWidth});
  };
  add_level(Tile::kEntries, size);
  std::uint64_t nodes = size;
  for (int level = 0; level <= kMaxLevel && nodes > 0; ++level, nodes /= kTileWidth) {
    add_level(level, nodes);
  }
  return tiles;
}

std::uint64_t CountTiles(std::uint64_t size) {
  const auto in_level = [](std::uint64_t nodes) {
    return nodes / kTileWidth + (nodes % kTileWidth != 0 ? 1 : 0);
  };
  std::uint64_t count = in_level(size);
  std::uint64_t nodes = size;
  for (int level = 0; level <= kMaxLevel && nodes > 0; ++level, nodes /= kTileWidth) {
    count += in_level(nodes);
  }
  return count;
}

absl::StatusOr<crypto::Bytes> HashTile(const crypto::MerkleTree& tree, const Tile& tile) {
  constexpr int kTileHeight = 8;
  // No tree has so many; the product below stays within 64 bits.
  if (tile.number >= tree.size()) return absl::OutOfRangeError("tile: beyond the tree");
  auto nodes = tree.Nodes(tile.level * kTileHeight, tile.number * kTileWidth, tile.width);
  if (!nodes.ok()) return nodes.status();
  crypto::Bytes bytes;
  for (const auto& node : *nodes) crypto::Append(bytes, node);
  return bytes;
}

crypto::Bytes EntryTile(const std::vector<crypto::Bytes>& leaves) {
  crypto::Bytes bytes;
  for (const auto& leaf : leaves) {
    bytes.push_back(static_cast<std::uint8_t>(leaf.size() >> 8));
    bytes.push_back(static_cast<std::uint8_t>(leaf.size() & 0xff));
    crypto::Append(bytes, leaf);
  }
  return bytes;
}

absl::StatusOr<std::vector<crypto::Bytes>> ParseEntryTile(crypto::ByteView tile,
                                                          std::uint64_t width) {
  std::vector<crypto::Bytes> leaves;
  crypto::ByteReader reader(tile);
  for (std::uint64_t i = 0; i < width; ++i) {
    const std::size_t high = reader.U8();
    const std::size_t size = (high << 8) | reader.U8();
    const crypto::ByteView leaf = reader.Take(size);
    if (!reader.ok()) return absl::InvalidArgumentError("entry bundle: ends within an entry");
    leaves.emplace_back(leaf.begin(), leaf.end());
  }
  if (!reader.Finished()) {
    return absl::InvalidArgumentError("entry bundle: bytes after the last entry");
  }
  return leaves;
}

}  // namespace urna::ledger
