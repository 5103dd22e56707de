#include "cli/client/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace urna::client {

absl::StatusOr<FileLock> FileLock::Take(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  std::string canonical = error ? path : std::filesystem::weakly_canonical(whole, error).string();
  if (error) canonical = path;
  const std::string name = fmt::format("{}.lock", canonical);
  const int descriptor = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return absl::NotFoundError(fmt::format("cannot write {}, which keeps other programs away: {}",
                                           name, std::generic_category().message(errno)));
  }
  FileLock lock(std::move(canonical), descriptor);
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    return absl::FailedPreconditionError(
        fmt::format("another program has {} at the moment", lock.path()));
  }
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace urna::client
