#include <webp/decode.h>
#include <webp/demux.h>

#include "media/decode.h"
#include "media/limits.h"
#include "media/refusal.h"

namespace urna::media {
namespace {

// A chunk beside the pixels; empty where there is none.
std::vector<std::uint8_t> ChunkOf(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator chunk;
  std::vector<std::uint8_t> out;
  if (WebPDemuxGetChunk(demuxer, name, 1, &chunk) == 0) return out;
  if (chunk.chunk.size <= kMostProfileBytes) {
    out.assign(chunk.chunk.bytes, chunk.chunk.bytes + chunk.chunk.size);
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return out;
}

}  // namespace

Picture DecodeWebp(std::span<const std::uint8_t> file) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK) {
    Refuse(Refusal::kDamaged);
  }
  if (features.has_animation != 0) Refuse(Refusal::kAnimated);
  Picture picture;
  picture.width = static_cast<std::uint32_t>(features.width);
  picture.height = static_cast<std::uint32_t>(features.height);
  CheckSize(picture.width, picture.height);
  constexpr int kLossless = 2;
  picture.is_lossless = features.format == kLossless;
  const WebPData data = {file.data(), file.size()};
  // Nothing where a part is missing.
  WebPDemuxer* const demuxer = WebPDemux(&data);
  if (demuxer == nullptr) Refuse(Refusal::kDamaged);
  picture.profile = ChunkOf(demuxer, "ICCP");
  // Some write the name of JPEG's marker in front of it.
  std::vector<std::uint8_t> exif = ChunkOf(demuxer, "EXIF");
  constexpr std::size_t kMarkerName = 6;
  if (exif.size() > kMarkerName && exif[0] == 'E')
    exif.erase(exif.begin(), exif.begin() + kMarkerName);
  picture.orientation = OrientationOf(exif);
  WebPDemuxDelete(demuxer);
  picture.rgba.resize(std::size_t{picture.width} * picture.height * Picture::kChannels);
  const auto stride = static_cast<int>(picture.width * Picture::kChannels);
  if (WebPDecodeRGBAInto(file.data(), file.size(), picture.rgba.data(), picture.rgba.size(),
                         stride) == nullptr) {
    Refuse(Refusal::kDamaged);
  }
  return picture;
}

}  // namespace urna::media
