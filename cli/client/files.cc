#include "cli/client/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace urna::client {
namespace {

std::string ErrorText() { return std::generic_category().message(errno); }

// Closes a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status WriteAll(int fd, crypto::ByteView content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      return absl::UnavailableError(fmt::format("cannot write {}: {}", path, ErrorText()));
    }
    content = content.subspan(static_cast<std::size_t>(written));
  }
  if (fsync(fd) != 0) {
    return absl::UnavailableError(fmt::format("cannot sync {}: {}", path, ErrorText()));
  }
  return absl::OkStatus();
}

// So that the name survives a loss of power, not only the content.
void SyncFolderOf(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() >= 0) fsync(descriptor.get());
}

}  // namespace

absl::StatusOr<crypto::Bytes> ReadFile(const std::string& path, std::uint64_t max_size) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  if (!file || std::filesystem::is_directory(path, error)) {
    return absl::NotFoundError(fmt::format("cannot read {}: {}", path, ErrorText()));
  }
  crypto::Bytes out;
  constexpr std::size_t kStep = std::size_t{1} << 16;
  while (file) {
    const std::size_t before = out.size();
    out.resize(before + kStep);
    file.read(reinterpret_cast<char*>(out.data() + before), kStep);
    out.resize(before + static_cast<std::size_t>(file.gcount()));
    if (out.size() > max_size) {
      return absl::OutOfRangeError(fmt::format("{} has more than {} bytes", path, max_size));
    }
  }
  return out;
}

absl::StatusOr<std::string> ReadText(const std::string& path, std::uint64_t max_size) {
  auto bytes = ReadFile(path, max_size);
  if (!bytes.ok()) return bytes.status();
  return std::string(crypto::AsText(*bytes));
}

absl::Status WriteNewFile(const std::string& path, crypto::ByteView content, Access access) {
  const mode_t mode = access == Access::kOwnerOnly ? 0600 : 0644;
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.get() < 0) {
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(
          fmt::format("{} exists; it is not written over, choose another name", path));
    }
    return absl::UnavailableError(fmt::format("cannot create {}: {}", path, ErrorText()));
  }
  if (auto status = WriteAll(file.get(), content, path); !status.ok()) {
    unlink(path.c_str());
    return status;
  }
  SyncFolderOf(path);
  return absl::OkStatus();
}

absl::Status ReplaceFile(const std::string& path, crypto::ByteView content, Access access) {
  std::string fresh = fmt::format("{}.XXXXXX", path);
  const Descriptor file(mkostemp(fresh.data(), O_CLOEXEC));
  if (file.get() < 0) {
    return absl::UnavailableError(fmt::format("cannot create {}: {}", fresh, ErrorText()));
  }
  absl::Status status = WriteAll(file.get(), content, fresh);
  // mkostemp makes it its owner's alone.
  if (status.ok() && ((access == Access::kPublic && fchmod(file.get(), 0644) != 0) ||
                      rename(fresh.c_str(), path.c_str()) != 0)) {
    status = absl::UnavailableError(fmt::format("cannot replace {}: {}", path, ErrorText()));
  }
  if (!status.ok()) {
    unlink(fresh.c_str());
    return status;
  }
  SyncFolderOf(path);
  return absl::OkStatus();
}

}  // namespace urna::client
