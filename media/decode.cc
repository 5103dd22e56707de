#include "media/decode.h"

#include <string_view>

#include "media/file_type.h"
#include "media/limits.h"
#include "media/refusal.h"

namespace urna::media {

void CheckSize(std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) Refuse(Refusal::kDamaged);
  if (width > kMostSide || height > kMostSide || width * height > kMostPixels) {
    Refuse(Refusal::kTooManyPixels);
  }
}

Picture Decode(std::span<const std::uint8_t> file, bool whole) {
  const auto type = TypeOf({reinterpret_cast<const char*>(file.data()), file.size()});
  if (!type) Refuse(Refusal::kOtherType);
  switch (*type) {
    case FileType::kJpeg:
      return DecodeJpeg(file, whole);
    case FileType::kPng:
      return DecodePng(file);
    case FileType::kWebp:
      return DecodeWebp(file);
    case FileType::kPdf:
      break;
  }
  Refuse(Refusal::kOtherType);
}

}  // namespace urna::media
