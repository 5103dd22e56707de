#include "ledger/bundle.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "crypto/merkle.h"
#include "ledger/text.h"
#include "ledger/tiles.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 1000000;

absl::Status WriteFile(const fs::path& path, crypto::ByteView bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return absl::UnavailableError(Concat(path.string(), ": ", error.message()));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  const std::string_view text = crypto::AsText(bytes);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return absl::UnavailableError(Concat(path.string(), ": cannot be written"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Bundle> Bundle::Open(const std::string& folder) {
  std::error_code error;
  const fs::path root(folder);
  if (!fs::is_directory(root, error)) {
    return absl::NotFoundError(Concat(folder, ": is not a folder"));
  }
  Bundle bundle;
  bundle.folder_ = folder;
  fs::recursive_directory_iterator entries(root, error);
  for (const auto end = fs::recursive_directory_iterator(); !error && entries != end;
       entries.increment(error)) {
    const fs::file_status status = entries->symlink_status(error);
    if (error) break;
    const std::string path = entries->path().lexically_relative(root).generic_string();
    if (fs::is_directory(status)) continue;
    if (!fs::is_regular_file(status)) {
      return absl::InvalidArgumentError(Concat(path, ": a bundle holds files and folders only"));
    }
    if (bundle.files_.size() >= kMaxFiles) {
      return absl::InvalidArgumentError("a bundle holds at most a million files");
    }
    bundle.files_[path] = entries->file_size(error);
    if (error) break;
  }
  if (error) return absl::UnavailableError(Concat(folder, ": ", error.message()));
  return bundle;
}

absl::StatusOr<crypto::Bytes> Bundle::Read(std::string_view path, std::uint64_t max_size) const {
  const auto found = files_.find(std::string(path));
  if (found == files_.end()) return absl::NotFoundError(Concat(path, ": is missing"));
  if (found->second > max_size) {
    return absl::OutOfRangeError(
        Concat(path, ": has ", found->second, " bytes, more than ", max_size));
  }
  crypto::Bytes bytes(found->second);
  std::ifstream file(fs::path(folder_) / fs::path(path), std::ios::binary);
  // iostreams read chars; the bytes are the same.
  file.read(static_cast<char*>(static_cast<void*>(bytes.data())),
            static_cast<std::streamsize>(bytes.size()));
  if (!file || file.gcount() != static_cast<std::streamsize>(bytes.size())) {
    return absl::UnavailableError(Concat(path, ": cannot be read"));
  }
  return bytes;
}

absl::StatusOr<BundleWriter> BundleWriter::Create(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return absl::UnavailableError(Concat(folder, ": ", error.message()));
  if (!fs::is_empty(folder, error) || error) {
    return absl::AlreadyExistsError(Concat(folder, ": is not empty; name a new folder"));
  }
  BundleWriter writer;
  writer.folder_ = folder;
  return writer;
}

absl::Status BundleWriter::Add(std::string_view path, crypto::ByteView bytes) {
  return WriteFile(fs::path(folder_) / fs::path(path), bytes);
}

absl::Status BundleWriter::AddLog(const std::vector<crypto::Bytes>& leaves,
                                  std::string_view checkpoint_note) {
  crypto::MerkleTree tree;
  for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
  for (const Tile& tile : TilesOf(leaves.size())) {
    crypto::Bytes bytes;
    if (tile.level == Tile::kEntries) {
      const auto first = leaves.begin() + static_cast<std::ptrdiff_t>(tile.number * kTileWidth);
      bytes = EntryTile({first, first + static_cast<std::ptrdiff_t>(tile.width)});
    } else {
      auto hashes = HashTile(tree, tile);
      if (!hashes.ok()) return hashes.status();
      bytes = std::move(*hashes);
    }
    if (auto s = Add(tile.Path(), bytes); !s.ok()) return s;
  }
  return Add(kCheckpointFile, crypto::AsBytes(checkpoint_note));
}

}  // namespace urna::ledger
