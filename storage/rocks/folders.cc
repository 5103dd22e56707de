#include "storage/rocks/folders.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

namespace urna::storage {

absl::Status SyncFolder(const std::filesystem::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return absl::ErrnoToStatus(errno, fmt::format("cannot open folder {}", folder.string()));
  }
  const int failed = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  if (failed != 0) {
    return absl::ErrnoToStatus(failed, fmt::format("cannot sync folder {}", folder.string()));
  }
  return absl::OkStatus();
}

absl::Status MakeFolders(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::path lowest = std::filesystem::absolute(folder, error);
  std::vector<std::filesystem::path> grown;  // folders that receive a new name
  while (!std::filesystem::exists(lowest, error) && lowest.has_relative_path()) {
    lowest = lowest.parent_path();
    grown.push_back(lowest);
  }
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::ErrnoToStatus(error.value(),
                               fmt::format("cannot make folder {}", folder.string()));
  }
  for (const std::filesystem::path& parent : grown) {
    if (absl::Status synced = SyncFolder(parent); !synced.ok()) return synced;
  }
  return absl::OkStatus();
}

absl::Status RenameFolder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error) {
    return absl::ErrnoToStatus(
        error.value(), fmt::format("cannot rename folder {} to {}", from.string(), to.string()));
  }
  return SyncFolder(to.parent_path());
}

}  // namespace urna::storage
