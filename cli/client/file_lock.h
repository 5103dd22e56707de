// One program at a time: whoever reads a file, and saves it again later, must find nothing saved in
// between.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace urna::client {

// Held as long as this lives; after a crash it is free. The lock is a file beside the other one,
// `<path>.lock`: the other one is replaced whole at every save, and a lock on it would go with it.
class FileLock {
 public:
  // The file need not be there; its folder must. Links are followed, so that two names of one file
  // are one lock. FAILED_PRECONDITION while somebody else has it, NOT_FOUND where no lock can be
  // kept.
  static absl::StatusOr<FileLock> Take(const std::string& path);
  FileLock(FileLock&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileLock();

  // The file that is locked, without links in it.
  const std::string& path() const { return path_; }

 private:
  FileLock(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

}  // namespace urna::client
