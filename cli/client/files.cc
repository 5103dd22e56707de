#include "cli/client/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <iconv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "tallying/plain_text.h"

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

// Closes a conversion.
class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (ok()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool ok() const { return handle_ != reinterpret_cast<iconv_t>(-1); }
  iconv_t get() const { return handle_; }

 private:
  iconv_t handle_;
};

absl::StatusOr<std::string> ToUtf8(std::string& text, const std::string& path,
                                   const std::string& encoding) {
  const Converter converter(encoding);
  if (!converter.ok()) {
    return absl::InvalidArgumentError(fmt::format(
        "the encoding {} is not known; expected one such as utf-8, cp1252, latin2", encoding));
  }
  std::string out;
  std::array<char, 4096> piece;
  char* in = text.data();
  std::size_t left = text.size();
  while (left > 0) {
    char* to = piece.data();
    std::size_t room = piece.size();
    const std::size_t result = iconv(converter.get(), &in, &left, &to, &room);
    out.append(piece.data(), piece.size() - room);
    if (result == static_cast<std::size_t>(-1) && errno != E2BIG) {
      return absl::InvalidArgumentError(fmt::format("{}:{}: a byte that has no meaning in {}", path,
                                                    tallying::LineAt(out, out.size()), encoding));
    }
  }
  return out;
}

// Reads to the end, or to the end of the first piece of which `is_enough`.
absl::StatusOr<crypto::Bytes> ReadPieces(const std::string& path, std::uint64_t max_size,
                                         bool (*is_enough)(crypto::ByteView piece)) {
  const auto unreadable = [&](const std::string& why) {
    return absl::NotFoundError(fmt::format("cannot read {}: {}", path, why));
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return unreadable("it is a folder, and a file is expected");
  }
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return unreadable(ErrorText());
  crypto::Bytes out;
  constexpr std::size_t kStep = std::size_t{1} << 16;
  while (true) {
    const std::size_t before = out.size();
    out.resize(before + kStep);
    const ssize_t got = read(file.get(), out.data() + before, kStep);
    if (got < 0 && errno != EINTR) return unreadable(ErrorText());
    out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0 || is_enough(crypto::ByteView(out).subspan(before))) return out;
    if (out.size() > max_size) {
      return absl::OutOfRangeError(fmt::format("{} has more than {} bytes", path, max_size));
    }
  }
}

bool Never(crypto::ByteView) { return false; }

bool HasNul(crypto::ByteView piece) {
  return !piece.empty() && std::memchr(piece.data(), 0, piece.size()) != nullptr;
}

}  // namespace

absl::StatusOr<crypto::Bytes> ReadFile(const std::string& path, std::uint64_t max_size) {
  return ReadPieces(path, max_size, Never);
}

absl::StatusOr<std::string> ReadText(const std::string& path, std::uint64_t max_size,
                                     const std::string& encoding) {
  const bool utf8 =
      absl::EqualsIgnoreCase(encoding, "utf-8") || absl::EqualsIgnoreCase(encoding, "utf8");
  // A device that never ends, or a disk image, is told by its first piece.
  auto bytes = ReadPieces(path, max_size, utf8 ? HasNul : Never);
  if (!bytes.ok()) return bytes.status();
  std::string text(crypto::AsText(*bytes));
  if (!utf8) {
    auto converted = ToUtf8(text, path, encoding);
    if (!converted.ok()) return converted.status();
    text = *std::move(converted);
  }
  if (const auto fault = tallying::FindTextFault(text)) {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}{}", path, fault->line, fault->what,
                    utf8 ? "; save it as UTF-8, or say which encoding it has" : ""));
  }
  return text;
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

absl::StatusOr<ReservedFile> ReservedFile::Open(const std::string& path, Access access) {
  const mode_t mode = access == Access::kOwnerOnly ? 0600 : 0644;
  int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd >= 0) return ReservedFile(path, fd);
  const int why = errno;
  struct stat there = {};
  if (why == EEXIST && lstat(path.c_str(), &there) == 0 && S_ISREG(there.st_mode) &&
      there.st_size == 0) {
    fd = open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) return ReservedFile(path, fd);
  }
  if (why == EEXIST) {
    return absl::AlreadyExistsError(
        fmt::format("{} exists; it is not written over, choose another name", path));
  }
  return absl::InvalidArgumentError(
      fmt::format("cannot create {}: {}", path, std::generic_category().message(why)));
}

ReservedFile::~ReservedFile() {
  if (fd_ < 0) return;
  close(fd_);
  if (!is_filled_) unlink(path_.c_str());
}

ReservedFile::ReservedFile(ReservedFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      is_filled_(other.is_filled_) {}

absl::Status ReservedFile::Fill(crypto::ByteView content) {
  auto status = WriteAll(fd_, content, path_);
  is_filled_ = status.ok();
  if (is_filled_) SyncFolderOf(path_);
  return status;
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
