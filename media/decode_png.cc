#include <png.h>

#include <cstring>

#include "media/decode.h"
#include "media/limits.h"
#include "media/refusal.h"

namespace urna::media {
namespace {

constexpr png_uint_32 kOpaque = 0xff;
// Texts, colour profiles and whatever else stands beside the pixels: how many such chunks, and how large each
// may become when it is unpacked.
constexpr png_uint_32 kMostChunks = 1000;
constexpr png_alloc_size_t kMostChunk = kMostProfileBytes;

void EndOnError(png_structp /*png*/, png_const_charp /*message*/) { Refuse(Refusal::kDamaged); }
void IgnoreWarning(png_structp /*png*/, png_const_charp /*message*/) {}

void ReadSome(png_structp png, png_bytep out, std::size_t size) {
  auto* const left = static_cast<std::span<const std::uint8_t>*>(png_get_io_ptr(png));
  if (size > left->size()) Refuse(Refusal::kDamaged);
  std::memcpy(out, left->data(), size);
  *left = left->subspan(size);
}

// What it says beside its pixels.
void ReadProfile(png_structp png, png_infop info, Picture& picture) {
  png_charp name = nullptr;
  int compression = 0;
  png_bytep bytes = nullptr;
  png_uint_32 size = 0;
  if (png_get_iCCP(png, info, &name, &compression, &bytes, &size) == 0) return;
  if (size <= kMostProfileBytes) picture.profile.assign(bytes, bytes + size);
}

void ReadOrientation(png_structp png, png_infop info, Picture& picture) {
  png_bytep exif = nullptr;
  png_uint_32 size = 0;
  if (png_get_eXIf_1(png, info, &size, &exif) == 0) return;
  picture.orientation = OrientationOf({exif, size});
}

}  // namespace

Picture DecodePng(std::span<const std::uint8_t> file) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, EndOnError, IgnoreWarning);
  if (png == nullptr) Refuse(Refusal::kTooMuchWork);
  png_infop info = png_create_info_struct(png);
  if (info == nullptr) Refuse(Refusal::kTooMuchWork);
  png_set_read_fn(png, &file, ReadSome);
  png_set_user_limits(png, kMostSide, kMostSide);
  png_set_chunk_cache_max(png, kMostChunks);
  png_set_chunk_malloc_max(png, kMostChunk);
  png_read_info(png, info);
  Picture picture;
  picture.is_lossless = true;
  picture.width = png_get_image_width(png, info);
  picture.height = png_get_image_height(png, info);
  CheckSize(picture.width, picture.height);
  // Of every kind of pixel the same one: palettes, greys, 1 to 16 bits, a colour that is transparent.
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, kOpaque, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != std::size_t{picture.width} * Picture::kChannels) {
    Refuse(Refusal::kDamaged);
  }
  picture.rgba.resize(std::size_t{picture.width} * picture.height * Picture::kChannels);
  std::vector<png_bytep> rows(picture.height);
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = picture.row(y);
  png_read_image(png, rows.data());
  // Exif data may stand behind the pixels.
  png_read_end(png, info);
  ReadProfile(png, info, picture);
  ReadOrientation(png, info, picture);
  png_destroy_read_struct(&png, &info, nullptr);
  return picture;
}

}  // namespace urna::media
