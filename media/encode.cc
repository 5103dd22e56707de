#include "media/encode.h"

#include <webp/encode.h>

#include <algorithm>
#include <utility>

#include "media/limits.h"
#include "media/refusal.h"

namespace urna::media {
namespace {

// Of photographs: what the eye does not tell from the original at the size that they have here.
constexpr float kLargeQuality = 82;
constexpr float kSmallQuality = 78;
// Without loss: the effort, 0 to 9.
constexpr int kLosslessEffort = 4;

class WebpPicture {
 public:
  WebpPicture() {
    if (WebPPictureInit(&picture_) == 0) Refuse(Refusal::kTooMuchWork);
    picture_.use_argb = 1;
  }
  ~WebpPicture() { WebPPictureFree(&picture_); }
  WebpPicture(const WebpPicture&) = delete;
  WebpPicture& operator=(const WebpPicture&) = delete;

  WebPPicture* operator->() { return &picture_; }
  WebPPicture* get() { return &picture_; }

 private:
  WebPPicture picture_;
};

void Check(int done) {
  if (done == 0) Refuse(Refusal::kTooMuchWork);
}

std::string EncodeWith(WebPPicture& picture, const WebPConfig& config) {
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  Check(WebPEncode(&config, &picture));
  std::string file(reinterpret_cast<const char*>(writer.mem), writer.size);
  WebPMemoryWriterClear(&writer);
  return file;
}

Rendition Encode(WebPPicture& picture, float quality, bool is_lossless) {
  const auto width = static_cast<std::uint32_t>(picture.width);
  const auto height = static_cast<std::uint32_t>(picture.height);
  std::string exact;
  // First: the other way leaves the picture in another form.
  if (is_lossless) {
    WebPConfig config;
    Check(WebPConfigInit(&config));
    Check(WebPConfigLosslessPreset(&config, kLosslessEffort));
    exact = EncodeWith(picture, config);
  }
  WebPConfig config;
  Check(WebPConfigPreset(&config, WEBP_PRESET_PHOTO, quality));
  std::string lossy = EncodeWith(picture, config);
  const bool keeps_all = is_lossless && exact.size() <= lossy.size();
  return {width, height, keeps_all ? std::move(exact) : std::move(lossy)};
}

// Within the box, never larger than it was, never nothing.
void FitInto(WebPPicture& picture, std::uint32_t most_width, std::uint32_t most_height) {
  const auto width = static_cast<std::uint64_t>(picture.width);
  const auto height = static_cast<std::uint64_t>(picture.height);
  if (width <= most_width && height <= most_height) return;
  std::uint64_t new_width = most_width;
  std::uint64_t new_height = (height * most_width + width / 2) / width;
  if (new_height > most_height) {
    new_height = most_height;
    new_width = (width * most_height + height / 2) / height;
  }
  Check(WebPPictureRescale(&picture, static_cast<int>(std::max<std::uint64_t>(new_width, 1)),
                           static_cast<int>(std::max<std::uint64_t>(new_height, 1))));
}

void Cut(WebPPicture& picture, const Crop& crop) {
  const std::uint64_t right = std::uint64_t{crop.left} + crop.width;
  const std::uint64_t bottom = std::uint64_t{crop.top} + crop.height;
  if (crop.width == 0 || crop.height == 0 || right > static_cast<std::uint64_t>(picture.width) ||
      bottom > static_cast<std::uint64_t>(picture.height)) {
    Refuse(Refusal::kOtherCrop);
  }
  Check(WebPPictureCrop(&picture, static_cast<int>(crop.left), static_cast<int>(crop.top),
                        static_cast<int>(crop.width), static_cast<int>(crop.height)));
}

}  // namespace

std::vector<Rendition> MakeRenditions(Picture picture, const std::optional<Crop>& crop) {
  WebpPicture large;
  large->width = static_cast<int>(picture.width);
  large->height = static_cast<int>(picture.height);
  Check(WebPPictureImportRGBA(large.get(), picture.rgba.data(),
                              static_cast<int>(picture.width * Picture::kChannels)));
  const bool is_lossless = picture.is_lossless;
  picture = {};
  if (crop) Cut(*large.get(), *crop);
  FitInto(*large.get(), kLargeSide, kLargeSide);
  WebpPicture small;
  Check(WebPPictureCopy(large.get(), small.get()));
  FitInto(*small.get(), kSmallWidth, kSmallHeight);
  return {Encode(*large.get(), kLargeQuality, is_lossless),
          Encode(*small.get(), kSmallQuality, is_lossless)};
}

}  // namespace urna::media
