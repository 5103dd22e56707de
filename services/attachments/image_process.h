// Images of strangers, decoded and made anew by another process: a codec that is tricked has nothing there but
// its own memory (media/sandbox.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "media/picture.h"

namespace urna::services {

// A WebP file that was made of an image.
struct Rendition {
  std::uint32_t width;
  std::uint32_t height;
  std::string file;
};

// Thread-safe. Each call starts a process, and waits for it.
class ImageProcess {
 public:
  // Far more than the seconds of a processor that the program gets: others may use that, too.
  static constexpr absl::Duration kTime = absl::Minutes(1);

  // `program` is urna-image; empty where there is none. It is killed after `time`.
  explicit ImageProcess(std::string program, absl::Duration time = kTime)
      : program_(std::move(program)), time_(time) {}

  // `configured`, or the urna-image beside the program that runs where that is empty; empty where there is none to
  // run.
  static std::string FindProgram(std::string_view configured);

  bool is_there() const { return !program_.empty(); }

  // The large rendition, then the small one (media/limits.h), upright, in sRGB, with nothing else of `file`
  // than what one sees; of the whole or of a part.
  //   INVALID_ARGUMENT     IMAGE_REFUSED: no image of a type that is taken, damaged, or too much work
  //   FAILED_PRECONDITION  NO_IMAGES: there is no program, or the system gives it no sandbox
  //   UNAVAILABLE          SERVER_BUSY: the system gives no process
  absl::StatusOr<std::vector<Rendition>> Make(std::string_view file,
                                              const std::optional<media::Crop>& crop) const;

 private:
  const std::string program_;
  const absl::Duration time_;
};

}  // namespace urna::services
