#include "ledger/bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "crypto/merkle.h"
#include "ledger/text.h"
#include "ledger/tiles.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;
using Kind = FolderEntry::Kind;

// The same error, with the path that it is about.
absl::Status At(std::string_view path, const absl::Status& status) {
  return absl::Status(status.code(), fmt::format("{}: {}", EscapedName(path), MessageOf(status)));
}

absl::Status WriteFile(const fs::path& path, crypto::ByteView bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return absl::UnavailableError(fmt::format("{}: {}", path.string(), error.message()));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  const std::string_view text = crypto::AsText(bytes);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return absl::UnavailableError(fmt::format("{}: cannot be written", path.string()));
  return absl::OkStatus();
}

// What desktop systems put beside the files that people look at. `entries` are all of its folder.
bool IsIgnoredFile(const FolderEntry& entry, const std::vector<FolderEntry>& entries) {
  constexpr std::string_view kAppleDouble = "._";
  if (entry.kind != Kind::kFile) return false;
  if (entry.name == ".DS_Store" || entry.name == "Thumbs.db" || entry.name == "desktop.ini") {
    return true;
  }
  if (!entry.name.starts_with(kAppleDouble)) return false;
  const std::string_view of = std::string_view(entry.name).substr(kAppleDouble.size());
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), of,
                       [](const FolderEntry& a, std::string_view name) { return a.name < name; });
  return found != entries.end() && found->name == of;
}

// Why a bundle may not hold it; empty where it may.
std::string_view WhyRefused(const FolderEntry& entry, std::string_view path) {
  if (entry.kind == Kind::kLink) return "is a link";
  if (entry.kind == Kind::kOther) return "is neither a file nor a folder";
  if (entry.name.starts_with('.')) return "has a name that begins with a dot";
  if (entry.kind == Kind::kFolder) {
    return IsBundleFolder(path) ? "" : "is a folder that no bundle has";
  }
  return IsBundleFile(path) ? "" : "is a file that no bundle has";
}

}  // namespace

// Goes through the folders of a bundle.
class BundleLister {
 public:
  BundleLister(Bundle& bundle, std::size_t max_entries) : bundle_(bundle), left_(max_entries) {}

  absl::Status ListTop() { return List(*bundle_.root_, ""); }

 private:
  // `path` is empty at the top.
  absl::Status List(const Folder& folder, const std::string& path) {
    auto entries = folder.List(left_ + 1);
    if (!entries.ok()) return path.empty() ? entries.status() : At(path, entries.status());
    if (entries->size() > left_) {
      left_ = 0;
      Refuse(path.empty() ? "." : path, "holds more than a bundle may");
      return absl::OkStatus();
    }
    left_ -= entries->size();
    bool empty = true;
    for (const FolderEntry& entry : *entries) {
      const std::string entry_path =
          path.empty() ? entry.name : fmt::format("{}/{}", path, entry.name);
      const bool is_macos = entry.kind == Kind::kFolder && entry_path == "__MACOSX";
      if (is_macos || IsIgnoredFile(entry, *entries)) {
        bundle_.ignored_.push_back(EscapedName(entry_path));
        continue;
      }
      empty = false;
      if (auto s = Add(folder, entry, entry_path); !s.ok()) return s;
    }
    if (empty && !path.empty()) Refuse(path, "is an empty folder");
    return absl::OkStatus();
  }

  absl::Status Add(const Folder& folder, const FolderEntry& entry, const std::string& path) {
    if (const std::string_view reason = WhyRefused(entry, path); !reason.empty()) {
      Refuse(path, reason);
      return absl::OkStatus();
    }
    if (entry.kind == Kind::kFile) {
      bundle_.files_[path] = entry.size;
      return absl::OkStatus();
    }
    auto sub = folder.Sub(entry.name);
    if (!sub.ok()) return At(path, sub.status());
    return List(*sub, path);
  }

  void Refuse(std::string_view path, std::string_view reason) {
    bundle_.refused_.push_back({EscapedName(path), std::string(reason)});
  }

  Bundle& bundle_;
  // How many entries may still come.
  std::size_t left_;
};

absl::StatusOr<Bundle> Bundle::Open(const std::string& folder, std::size_t max_entries) {
  auto root = Folder::Open(folder);
  if (!root.ok()) return At(folder, root.status());
  Bundle bundle(std::move(*root));
  if (auto s = BundleLister(bundle, max_entries).ListTop(); !s.ok()) return At(folder, s);
  return bundle;
}

absl::StatusOr<crypto::Bytes> Bundle::Read(std::string_view path, std::uint64_t max_size) const {
  const auto found = files_.find(std::string(path));
  if (found == files_.end()) return absl::NotFoundError(fmt::format("{}: is missing", path));
  if (found->second > max_size) {
    return absl::OutOfRangeError(
        fmt::format("{}: has {} bytes, more than {}", path, found->second, max_size));
  }
  const Folder* folder = root_.get();
  std::optional<Folder> sub;
  std::string_view rest = path;
  // A folder on the way may have become a link.
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    auto next = folder->Sub(std::string(rest.substr(0, slash)));
    if (!next.ok()) return At(path, next.status());
    sub = std::move(*next);
    folder = &*sub;
    rest.remove_prefix(slash + 1);
  }
  auto bytes = folder->Read(std::string(rest), found->second);
  if (!bytes.ok()) return At(path, bytes.status());
  return bytes;
}

absl::Status BundleWriter::CheckIsFree(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return absl::OkStatus();
  if (!fs::is_directory(folder, error)) {
    return absl::AlreadyExistsError(fmt::format("{}: is no folder; name a new folder", folder));
  }
  if (!fs::is_empty(folder, error) || error) {
    return absl::AlreadyExistsError(fmt::format("{}: is not empty; name a new folder", folder));
  }
  return absl::OkStatus();
}

absl::StatusOr<BundleWriter> BundleWriter::Create(const std::string& folder) {
  if (auto free = CheckIsFree(folder); !free.ok()) return free;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return absl::UnavailableError(fmt::format("{}: {}", folder, error.message()));
  BundleWriter writer;
  writer.folder_ = folder;
  return writer;
}

absl::Status BundleWriter::Add(std::string_view path, crypto::ByteView bytes) {
  return WriteFile(fs::path(folder_) / fs::path(path), bytes);
}

absl::Status BundleWriter::AddLog(const std::vector<crypto::Bytes>& leaves,
                                  std::string_view checkpoint_note, std::string_view folder) {
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
    if (auto s = Add(fmt::format("{}{}", folder, tile.Path()), bytes); !s.ok()) return s;
  }
  return Add(fmt::format("{}{}", folder, kCheckpointFile), crypto::AsBytes(checkpoint_note));
}

}  // namespace urna::ledger
