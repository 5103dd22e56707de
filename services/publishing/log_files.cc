#include "services/publishing/log_files.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "crypto/hash.h"
#include "ledger/bundle_paths.h"
#include "ledger/tiles.h"
#include "services/base/limits.h"
#include "services/publishing/file_bytes.h"

namespace urna::services {
namespace {

using ledger::Tile;

// The entries of a tile, each with its length before it. Where each begins is known; their bytes are
// read when they are asked for.
class EntryReader {
 public:
  // OUT_OF_RANGE where the log has not so many records.
  static absl::StatusOr<EntryReader> Open(std::shared_ptr<const TiledLog> log, const Tile& tile) {
    EntryReader reader(std::move(log), tile.number * ledger::kTileWidth);
    while (reader.entries() < tile.width) {
      const auto records = reader.log_->Records(reader.first_ + reader.entries(),
                                                tile.width - reader.entries(), kPublicReadBytes);
      if (!records.ok()) return records.status();
      if (records->empty()) return absl::OutOfRangeError("beyond the log");
      for (const crypto::Bytes& record : *records) {
        reader.begins_.push_back(reader.size() + kLengthBytes + record.size());
      }
    }
    return reader;
  }

  std::uint64_t size() const { return begins_.back(); }

  absl::StatusOr<std::string> operator()(std::uint64_t offset, std::size_t most) const {
    if (offset >= size()) return std::string();
    most = std::min(most, kPublicReadBytes);
    const auto entry = std::upper_bound(begins_.begin(), begins_.end(), offset) - 1;
    const auto end = std::lower_bound(entry + 1, begins_.end(), offset + most);
    const std::size_t count = static_cast<std::size_t>(std::min(end, begins_.end() - 1) - entry);
    const auto records =
        log_->Records(first_ + static_cast<std::uint64_t>(entry - begins_.begin()), count, most);
    if (!records.ok()) return records.status();
    const crypto::Bytes bytes = ledger::EntryTile(*records);
    return std::string(crypto::AsText(bytes).substr(offset - *entry, most));
  }

 private:
  static constexpr std::uint64_t kLengthBytes = 2;

  EntryReader(std::shared_ptr<const TiledLog> log, std::uint64_t first)
      : log_(std::move(log)), first_(first) {}
  std::size_t entries() const { return begins_.size() - 1; }

  std::shared_ptr<const TiledLog> log_;
  std::uint64_t first_;
  // In the tile; the last is where it ends.
  std::vector<std::uint64_t> begins_ = {0};
};

absl::StatusOr<PublicFile> FindEntries(std::shared_ptr<const TiledLog> log, const Tile& tile,
                                       crypto::ByteView hashes) {
  absl::StatusOr<EntryReader> reader = EntryReader::Open(std::move(log), tile);
  if (!reader.ok()) return reader.status();
  PublicFile file;
  file.content_type = kBinaryFile;
  // The hashes of the entries say what they are, and are there without reading them.
  file.etag = crypto::ToHex(crypto::Sha256(hashes));
  file.size = reader->size();
  file.read = [reader = *std::move(reader)](std::uint64_t offset, std::size_t most) {
    return reader(offset, most);
  };
  return file;
}

absl::StatusOr<PublicFile> FindTile(std::shared_ptr<const TiledLog> log, const Tile& tile) {
  Tile hashed = tile;
  if (tile.level == Tile::kEntries) hashed.level = 0;
  absl::StatusOr<crypto::Bytes> hashes = log->TileBytes(hashed.Path());
  if (absl::IsNotFound(hashes.status())) return NoSuchFile();
  if (!hashes.ok()) return hashes.status();
  absl::StatusOr<PublicFile> file = tile.level == Tile::kEntries
                                        ? FindEntries(std::move(log), tile, *hashes)
                                        : FileOfBytes(*std::move(hashes));
  if (file.ok()) file->is_immutable = true;
  return file;
}

}  // namespace

absl::StatusOr<PublicFile> FindLogFile(std::shared_ptr<const TiledLog> log, std::string_view path) {
  if (path == ledger::kCheckpointFile) {
    const auto note = std::make_shared<const std::string>(log->Checkpoint());
    PublicFile file = FileOfBytes(note, crypto::AsBytes(*note));
    file.content_type = kTextFile;
    return file;
  }
  const absl::StatusOr<Tile> tile = Tile::Parse(path);
  if (!tile.ok()) return NoSuchFile();
  return FindTile(std::move(log), *tile);
}

}  // namespace urna::services
