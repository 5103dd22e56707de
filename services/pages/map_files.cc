#include "services/pages/map_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/pages/file_type.h"

namespace urna::services {
namespace {

constexpr std::string_view kAreas = "areas.geojson";
constexpr std::string_view kTiles = "tiles.pmtiles";
constexpr absl::Duration kFresh = absl::Hours(1);

absl::Status Bad(std::string_view where, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("map_dir: {}: {}", where, what));
}

std::string TextOf(int error) { return std::error_code(error, std::generic_category()).message(); }

std::string TagOf(std::string_view text) {
  return crypto::ToHex(crypto::Sha256(crypto::AsBytes(text)));
}

// A file of gigabytes is not read to know whether it is the same.
std::string TagOf(const struct stat& status) {
  return TagOf(fmt::format("{} {} {} {} {}", status.st_dev, status.st_ino, status.st_size,
                           status.st_mtim.tv_sec, status.st_mtim.tv_nsec));
}

// At most `most` bytes from `offset` on, and fewer only where the file has no more.
absl::StatusOr<std::string> ReadAt(int file, std::uint64_t offset, std::size_t most) {
  std::string bytes(most, '\0');
  std::size_t done = 0;
  while (done < most) {
    const ssize_t count =
        pread(file, bytes.data() + done, most - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return absl::DataLossError("a file of the map cannot be read");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace

absl::StatusOr<std::unique_ptr<MapFiles>> MapFiles::Open(const std::string& folder) {
  auto map = std::unique_ptr<MapFiles>(new MapFiles());
  absl::StatusOr<bool> areas = false;
  absl::StatusOr<bool> tiles = false;
  if (!folder.empty()) {
    areas = map->Add(folder, kAreas);
    if (!areas.ok()) return areas.status();
    tiles = map->Add(folder, kTiles);
    if (!tiles.ok()) return tiles.status();
    if (!*areas && !*tiles) {
      return Bad(folder, fmt::format("expected a folder with {} or {}", kAreas, kTiles));
    }
  }
  map->index_ = fmt::format("{{\"areas\":{},\"tiles\":{}}}\n", *areas, *tiles);
  return map;
}

absl::StatusOr<bool> MapFiles::Add(const std::string& folder, std::string_view name) {
  const std::string path = fmt::format("{}/{}", folder, name);
  // A pipe is not waited for.
  ledger::FileDescriptor descriptor(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (descriptor.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
  if (descriptor.get() < 0) return Bad(path, TextOf(errno));
  struct stat status = {};
  if (fstat(descriptor.get(), &status) != 0) return Bad(path, TextOf(errno));
  if (!S_ISREG(status.st_mode)) return Bad(path, "expected an ordinary file");
  files_.push_back(
      std::make_unique<const OpenFile>(OpenFile{.path = fmt::format("/map/{}", name),
                                                .descriptor = std::move(descriptor),
                                                .size = static_cast<std::uint64_t>(status.st_size),
                                                .etag = TagOf(status)}));
  return true;
}

PublicFile MapFiles::FileOf(const OpenFile& file) {
  PublicFile out;
  out.content_type = std::string(TypeOfFile(file.path).content_type);
  out.fresh = kFresh;
  out.etag = file.etag;
  out.size = file.size;
  out.read = [&file](std::uint64_t offset, std::size_t most) -> absl::StatusOr<std::string> {
    if (offset >= file.size) return "";
    const std::size_t size = std::min({most, kPublicReadBytes, file.size - offset});
    absl::StatusOr<std::string> bytes = ReadAt(file.descriptor.get(), offset, size);
    if (bytes.ok() && bytes->size() < size) {
      return absl::DataLossError("a file of the map has become shorter");
    }
    return bytes;
  };
  return out;
}

PublicFile MapFiles::Index() const {
  PublicFile out;
  out.content_type = std::string(TypeOfFile(".json").content_type);
  out.fresh = kFresh;
  out.etag = TagOf(index_);
  out.size = index_.size();
  out.read = [this](std::uint64_t offset, std::size_t most) -> absl::StatusOr<std::string> {
    return index_.substr(std::min<std::uint64_t>(offset, index_.size()), most);
  };
  return out;
}

absl::StatusOr<PublicFile> MapFiles::Find(std::string_view path) {
  if (path == "/map/index.json") return Index();
  for (const auto& file : files_) {
    if (file->path == path) return FileOf(*file);
  }
  return Error(absl::StatusCode::kNotFound, "NO_SUCH_FILE",
               "the server has no such file of a map; /map/index.json says what it has");
}

}  // namespace urna::services
