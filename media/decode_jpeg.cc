// jpeglib.h needs what <cstdio> declares.
#include <cstdio>
// After it.
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "media/decode.h"
#include "media/limits.h"
#include "media/refusal.h"

namespace urna::media {
namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr int kProfileMarker = JPEG_APP0 + 2;
constexpr unsigned kMostMarker = 0xffff;
constexpr char kExifName[] = "Exif\0";

void EndOnError(j_common_ptr jpeg) {
  Refuse(jpeg->err->msg_code == JERR_OUT_OF_MEMORY ? Refusal::kTooMuchWork : Refusal::kDamaged);
}
void SayNothing(j_common_ptr /*jpeg*/) {}
void IgnoreWarning(j_common_ptr /*jpeg*/, int /*level*/) {}

// What has come is all there is: whoever asks for more has a file that was cut.
boolean EndOfFile(j_decompress_ptr /*jpeg*/) { Refuse(Refusal::kDamaged); }
void Skip(j_decompress_ptr jpeg, long bytes) {
  if (bytes <= 0) return;
  if (static_cast<std::size_t>(bytes) > jpeg->src->bytes_in_buffer) Refuse(Refusal::kDamaged);
  jpeg->src->next_input_byte += bytes;
  jpeg->src->bytes_in_buffer -= static_cast<std::size_t>(bytes);
}
void DoNothing(j_decompress_ptr /*jpeg*/) {}

void CountScans(j_common_ptr jpeg) {
  const auto* const decoder = reinterpret_cast<j_decompress_ptr>(jpeg);
  if (decoder->input_scan_number > kMostScans) Refuse(Refusal::kTooMuchWork);
}

// The library and what it calls, as long as one picture takes.
class Jpeg {
 public:
  explicit Jpeg(std::span<const std::uint8_t> file) {
    decoder_.err = jpeg_std_error(&errors_);
    errors_.error_exit = EndOnError;
    errors_.output_message = SayNothing;
    errors_.emit_message = IgnoreWarning;
    jpeg_create_decompress(&decoder_);
    source_.next_input_byte = file.data();
    source_.bytes_in_buffer = file.size();
    source_.init_source = DoNothing;
    source_.fill_input_buffer = EndOfFile;
    source_.skip_input_data = Skip;
    source_.resync_to_restart = jpeg_resync_to_restart;
    source_.term_source = DoNothing;
    decoder_.src = &source_;
    progress_.progress_monitor = CountScans;
    decoder_.progress = &progress_;
    jpeg_save_markers(&decoder_, kExifMarker, kMostMarker);
    jpeg_save_markers(&decoder_, kProfileMarker, kMostMarker);
  }
  ~Jpeg() { jpeg_destroy_decompress(&decoder_); }
  Jpeg(const Jpeg&) = delete;
  Jpeg& operator=(const Jpeg&) = delete;

  jpeg_decompress_struct* operator->() { return &decoder_; }
  jpeg_decompress_struct* get() { return &decoder_; }

 private:
  jpeg_decompress_struct decoder_ = {};
  jpeg_error_mgr errors_ = {};
  jpeg_source_mgr source_ = {};
  jpeg_progress_mgr progress_ = {};
};

int OrientationIn(const jpeg_decompress_struct& jpeg) {
  for (const jpeg_marker_struct* one = jpeg.marker_list; one != nullptr; one = one->next) {
    const std::span<const std::uint8_t> data(one->data, one->data_length);
    if (one->marker != kExifMarker || data.size() <= sizeof(kExifName)) continue;
    if (std::memcmp(data.data(), kExifName, sizeof(kExifName)) != 0) continue;
    return OrientationOf(data.subspan(sizeof(kExifName)));
  }
  return 1;
}

std::vector<std::uint8_t> ProfileIn(jpeg_decompress_struct* jpeg) {
  JOCTET* bytes = nullptr;
  unsigned size = 0;
  std::vector<std::uint8_t> profile;
  if (!jpeg_read_icc_profile(jpeg, &bytes, &size)) return profile;
  if (size <= kMostProfileBytes) profile.assign(bytes, bytes + size);
  std::free(bytes);
  return profile;
}

// The smallest of an eighth, a fourth, a half and the whole that leaves what is shown large.
unsigned DivisorFor(const jpeg_decompress_struct& jpeg) {
  const std::uint32_t side = std::max(jpeg.image_width, jpeg.image_height);
  for (const unsigned divisor : {8U, 4U, 2U}) {
    if (side / divisor >= kLargeSide) return divisor;
  }
  return 1;
}

}  // namespace

Picture DecodeJpeg(std::span<const std::uint8_t> file, bool whole) {
  Jpeg jpeg(file);
  jpeg_read_header(jpeg.get(), TRUE);
  CheckSize(jpeg->image_width, jpeg->image_height);
  Picture picture;
  picture.orientation = OrientationIn(*jpeg.get());
  picture.profile = ProfileIn(jpeg.get());
  picture.shrunk = whole ? 1 : DivisorFor(*jpeg.get());
  jpeg->scale_num = 1;
  jpeg->scale_denom = picture.shrunk;
  const bool has_inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
  jpeg->out_color_space = has_inks ? JCS_CMYK : JCS_EXT_RGBA;
  jpeg_start_decompress(jpeg.get());
  picture.width = jpeg->output_width;
  picture.height = jpeg->output_height;
  picture.rgba.resize(std::size_t{picture.width} * picture.height * Picture::kChannels);
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = picture.row(jpeg->output_scanline);
    jpeg_read_scanlines(jpeg.get(), &row, 1);
  }
  // What comes after the last row must be there too, up to the end marker.
  jpeg_finish_decompress(jpeg.get());
  if (!has_inks) return picture;
  picture.inks = true;
  // Adobe's programs write how much light is left, all others how much ink there is.
  if (!jpeg->saw_Adobe_marker) {
    for (std::uint8_t& ink : picture.rgba) ink = static_cast<std::uint8_t>(255 - ink);
  }
  return picture;
}

}  // namespace urna::media
