// Small files, read and written whole.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"

namespace urna::client {

// A file, a pipe or a device. NOT_FOUND when it cannot be read or is a folder, OUT_OF_RANGE above
// `max_size`.
absl::StatusOr<crypto::Bytes> ReadFile(const std::string& path, std::uint64_t max_size);
// As UTF-8. INVALID_ARGUMENT, by the line, where it holds what is no text (tallying/plain_text.h)
// or has no meaning in `encoding`, any that iconv knows, such as "cp1252".
absl::StatusOr<std::string> ReadText(const std::string& path, std::uint64_t max_size,
                                     const std::string& encoding = "UTF-8");

enum class Access { kPublic, kOwnerOnly };

// ALREADY_EXISTS when there is a file of that name. Synced before it returns; nothing is left
// behind when it fails.
absl::Status WriteNewFile(const std::string& path, crypto::ByteView content, Access access);

// A new file that is open before there is anything to put into it, so that what must not be lost is
// sure to find its place. Gone again unless it was filled.
class ReservedFile {
 public:
  // ALREADY_EXISTS as above; but an empty file is taken over, which is what a crash leaves of one.
  static absl::StatusOr<ReservedFile> Open(const std::string& path, Access access);
  ~ReservedFile();
  ReservedFile(ReservedFile&& other) noexcept;
  ReservedFile& operator=(ReservedFile&&) = delete;
  ReservedFile(const ReservedFile&) = delete;
  const std::string& path() const { return path_; }
  // Once. Synced before it returns.
  absl::Status Fill(crypto::ByteView content);

 private:
  ReservedFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_;
  bool is_filled_ = false;
};

// Replaces a file in one step, under a name of its own until then. Synced before it returns; the
// old one is left as it is when it fails.
absl::Status ReplaceFile(const std::string& path, crypto::ByteView content, Access access);

}  // namespace urna::client
