#include "services/attachments/image_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

#include "media/file_type.h"
#include "media/limits.h"
#include "media/refusal.h"
#include "services/attachments/locked_process.h"
#include "services/base/errors.h"
#include "services/base/events.h"

namespace urna::services {
namespace {

using media::Refusal;

constexpr std::string_view kName = "urna-image";
// Width, height and size of a rendition.
constexpr std::size_t kNumberBytes = 4;
constexpr std::size_t kHeaderBytes = 3 * kNumberBytes;
constexpr std::size_t kMostOutput =
    media::kRenditions * (kHeaderBytes + media::kMostRenditionBytes);

absl::Status Refused(std::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "IMAGE_REFUSED", why);
}

absl::Status TooMuchWork() {
  return Refused(
      "the image takes too much time or memory to read: save it again, smaller or plainer");
}

absl::Status NoImages(std::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, "NO_IMAGES", why);
}

absl::Status WhyRefused(int status) {
  switch (static_cast<Refusal>(status)) {
    case Refusal::kOtherType:
      return Refused("the file is no JPEG, PNG or WebP image, whatever it is called");
    case Refusal::kDamaged:
      return Refused("the image is damaged or cut short: save it again");
    case Refusal::kTooManyPixels:
      return Refused(fmt::format("the image has more than {} megapixels, or more than {} on a side",
                                 media::kMostPixels / 1'000'000, media::kMostSide));
    case Refusal::kAnimated:
      return Refused("the image moves: save one picture of it");
    case Refusal::kTooMuchWork:
      return TooMuchWork();
    case Refusal::kOtherCrop:
      return Refused("the part that is asked for is not within the image");
    case Refusal::kNoSandbox:
      TellOperator(Severity::kError,
                   "no images are taken: this system lets urna-image not lock itself in (seccomp)");
      return NoImages("this server cannot take images now");
    case Refusal::kUsage:
      break;
  }
  TellOperator(Severity::kError, "urna-image ended as it never should",
               {{"status", std::int64_t{status}}});
  return Refused("the image could not be read: save it again");
}

absl::Status WhyStopped(const Ending& ending) {
  if (ending.was_stopped || ending.signal == SIGXCPU || ending.signal == SIGKILL) {
    return TooMuchWork();
  }
  if (ending.signal == 0) return WhyRefused(ending.status);
  // A codec that is tricked looks like this; so does one with a fault.
  TellOperator(Severity::kWarning, "urna-image was killed while it decoded an image",
               {{"signal", std::int64_t{ending.signal}}});
  return Refused("the image could not be read: save it again");
}

std::size_t TakeNumber(std::string_view& bytes) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    number = (number << 8) | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(kNumberBytes);
  return number;
}

// What came out is a stranger's too, should the program have been tricked: it is held to what it may be. Empty
// where it is not that.
std::vector<Rendition> ParseOutput(std::string_view output) {
  std::vector<Rendition> out;
  while (output.size() > kHeaderBytes) {
    const std::size_t width = TakeNumber(output);
    const std::size_t height = TakeNumber(output);
    const std::size_t size = TakeNumber(output);
    const bool is_large = out.empty();
    const std::size_t most_width = is_large ? media::kLargeSide : media::kSmallWidth;
    const std::size_t most_height = is_large ? media::kLargeSide : media::kSmallHeight;
    if (width < 1 || width > most_width || height < 1 || height > most_height ||
        size > output.size() || size > media::kMostRenditionBytes ||
        media::TypeOf(output.substr(0, size)) != media::FileType::kWebp) {
      return {};
    }
    out.push_back({static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                   std::string(output.substr(0, size))});
    output.remove_prefix(size);
  }
  if (!output.empty() || out.size() != media::kRenditions) return {};
  return out;
}

}  // namespace

std::string ImageProcess::FindProgram(std::string_view configured) {
  std::filesystem::path program(configured);
  if (configured.empty()) {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return "";
    program = self.parent_path() / kName;
  }
  return access(program.c_str(), X_OK) == 0 ? program.string() : "";
}

absl::StatusOr<std::vector<Rendition>> ImageProcess::Make(
    std::string_view file, const std::optional<media::Crop>& crop) const {
  if (!is_there()) return NoImages("this server takes no images: urna-image is not installed");
  std::vector<std::string> arguments;
  if (crop) {
    arguments.push_back(
        fmt::format("{},{},{},{}", crop->left, crop->top, crop->width, crop->height));
  }
  const absl::StatusOr<Ending> ending = RunLocked(program_, arguments, file, kMostOutput, time_);
  if (!ending.ok()) return ending.status();
  if (ending->status != 0) return WhyStopped(*ending);
  std::vector<Rendition> renditions = ParseOutput(ending->output);
  if (renditions.empty()) {
    TellOperator(Severity::kWarning, "urna-image wrote what is no answer of its");
    return Refused("the image could not be read: save it again");
  }
  return renditions;
}

}  // namespace urna::services
