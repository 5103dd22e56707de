#include "ledger/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

namespace urna::ledger {
namespace {

// Neither waits for the other end of a pipe, nor becomes the terminal of this program.
constexpr int kReadOnly = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

absl::Status Unavailable(int error) {
  return absl::UnavailableError(std::error_code(error, std::generic_category()).message());
}

absl::StatusOr<FolderEntry> EntryOf(int folder, std::string name) {
  struct stat status = {};
  if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return Unavailable(errno);
  FolderEntry entry{std::move(name), FolderEntry::Kind::kOther};
  if (S_ISREG(status.st_mode)) {
    entry.kind = FolderEntry::Kind::kFile;
    entry.size = static_cast<std::uint64_t>(status.st_size);
  } else if (S_ISDIR(status.st_mode)) {
    entry.kind = FolderEntry::Kind::kFolder;
  } else if (S_ISLNK(status.st_mode)) {
    entry.kind = FolderEntry::Kind::kLink;
  }
  return entry;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<Folder> Folder::Open(const std::string& path) {
  FileDescriptor folder(open(path.c_str(), kReadOnly | O_DIRECTORY));
  if (folder.get() >= 0) return Folder(std::move(folder));
  if (errno == ENOENT || errno == ENOTDIR) return absl::NotFoundError("is not a folder");
  return Unavailable(errno);
}

absl::StatusOr<Folder> Folder::Sub(const std::string& name) const {
  FileDescriptor folder(openat(fd_.get(), name.c_str(), kReadOnly | O_DIRECTORY | O_NOFOLLOW));
  if (folder.get() < 0) return Unavailable(errno);
  return Folder(std::move(folder));
}

absl::StatusOr<std::vector<FolderEntry>> Folder::List(std::size_t max) const {
  // Opened anew, so that every listing begins at the beginning.
  FileDescriptor again(openat(fd_.get(), ".", kReadOnly | O_DIRECTORY));
  if (again.get() < 0) return Unavailable(errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(again.get()), closedir);
  if (stream == nullptr) return Unavailable(errno);
  again.Release();
  std::vector<FolderEntry> entries;
  while (entries.size() < max) {
    errno = 0;
    const dirent* const read = readdir(stream.get());
    if (read == nullptr) {
      if (errno != 0) return Unavailable(errno);
      break;
    }
    std::string name = static_cast<const char*>(read->d_name);
    if (name == "." || name == "..") continue;
    auto entry = EntryOf(fd_.get(), std::move(name));
    if (!entry.ok()) return entry.status();
    entries.push_back(std::move(*entry));
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

absl::StatusOr<crypto::Bytes> Folder::Read(const std::string& name, std::uint64_t size) const {
  const FileDescriptor file(openat(fd_.get(), name.c_str(), kReadOnly | O_NOFOLLOW));
  if (file.get() < 0) return Unavailable(errno);
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) return Unavailable(errno);
  if (!S_ISREG(status.st_mode)) return absl::UnavailableError("is not a file any more");
  if (static_cast<std::uint64_t>(status.st_size) != size) {
    return absl::UnavailableError("has changed since the folder was listed");
  }
  crypto::Bytes bytes(size);
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unavailable(errno);
    if (count == 0) return absl::UnavailableError("has become shorter while it was read");
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace urna::ledger
