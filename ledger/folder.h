// Folders that somebody else filled: read without following a link out of them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"

namespace urna::ledger {

struct FolderEntry {
  enum class Kind { kFile, kFolder, kLink, kOther };
  std::string name;
  Kind kind;
  // Of a file, bytes.
  std::uint64_t size = 0;
};

// A file descriptor, closed with it.
class FileDescriptor {
 public:
  // Below 0 for none.
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor();
  int get() const { return fd_; }
  // To an owner that closes it.
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// An open folder. Whoever moves or replaces it afterwards does not change what is read. The
// messages of its errors say what is wrong, and leave it to the caller to say where.
class Folder {
 public:
  // As its owner names it, through links if need be. NOT_FOUND when there is none.
  static absl::StatusOr<Folder> Open(const std::string& path);

  // A folder in it. UNAVAILABLE when it cannot be opened, or is none.
  absl::StatusOr<Folder> Sub(const std::string& name) const;
  // What is in it, by name. UNAVAILABLE when it cannot be listed. With more than `max` entries it
  // is `max` of them, whichever come first.
  absl::StatusOr<std::vector<FolderEntry>> List(std::size_t max) const;
  // The bytes of a file in it. UNAVAILABLE when it cannot be read, is no file, or has another size.
  absl::StatusOr<crypto::Bytes> Read(const std::string& name, std::uint64_t size) const;

 private:
  explicit Folder(FileDescriptor fd) : fd_(std::move(fd)) {}
  FileDescriptor fd_;
};

}  // namespace urna::ledger
