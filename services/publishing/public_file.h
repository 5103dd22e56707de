// Files that everybody may have, by path: what lets any web server's client read a log and take home a
// bundle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace urna::services {

struct PublicFile {
  // As the header of that name.
  std::string content_type;
  // Whether this path has these bytes for ever.
  bool is_immutable = false;
  // How long a copy of another may be used before it is asked whether it is still right.
  absl::Duration fresh = absl::ZeroDuration();
  // Other bytes have another; without quotes. Empty where there is none.
  std::string etag;
  // For a file that a stranger has sent: what a browser must do with it beside showing it.
  //   kSandboxed   it is shown, and runs nothing
  //   kDownloaded  the same, and it is kept as a file under the name, which has neither quotes nor slashes
  enum class Handling { kPlain, kSandboxed, kDownloaded };
  Handling handling = Handling::kPlain;
  std::string file_name;
  // Bytes.
  std::uint64_t size = 0;
  // The bytes from `offset` on: at most `most` and at most kPublicReadBytes, at least one where
  // there is one. Empty from `size` on. What it reads is bounded by what it gives, but for a piece of
  // a stored file. Not thread-safe; may be called in any order. DATA_LOSS where the store does not
  // hold what was announced.
  absl::AnyInvocable<absl::StatusOr<std::string>(std::uint64_t offset, std::size_t most)> read;
};

// Thread-safe.
class PublicFiles {
 public:
  virtual ~PublicFiles() = default;
  // `path` begins with "/" and is not escaped. NOT_FOUND (NO_SUCH_FILE) for whatever is no file now;
  // UNAVAILABLE (SERVER_BUSY) as LogRegistry::Get. May read the disk. What it returns must not outlive
  // this object.
  virtual absl::StatusOr<PublicFile> Find(std::string_view path) = 0;
};

}  // namespace urna::services
