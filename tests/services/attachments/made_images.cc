#include "services/attachments/made_images.h"

#include <cstdio>
// After it.
#include <jpeglib.h>
#include <lcms2.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <webp/mux.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace urna::services {
namespace {

constexpr std::size_t kChannels = 4;

void Require(bool holds) {
  if (!holds) throw std::runtime_error("a test's image could not be made");
}

std::string BigEndian(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((number >> shift) & 0xff));
  return out;
}

std::string LittleEndian(std::uint32_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((number >> (8 * i)) & 0xff));
  return out;
}

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A row as the JPEG's colours have it.
std::vector<JSAMPLE> RowOf(const Pixels& pixels, std::uint32_t y, const JpegOptions& options) {
  std::vector<JSAMPLE> row;
  for (std::uint32_t x = 0; x < pixels.width; ++x) {
    const Colour colour = pixels.at(x, y);
    if (options.is_grey) {
      row.push_back(colour[0]);
    } else if (options.has_inks) {
      row.insert(row.end(), {colour[0], colour[1], colour[2], 255});
    } else {
      row.insert(row.end(), colour.begin(), colour.begin() + 3);
    }
  }
  return row;
}

// Each coefficient of each colour by itself, bit by bit.
std::vector<jpeg_scan_info> ManyScans() {
  std::vector<jpeg_scan_info> scans;
  const auto add = [&](int component, int coefficient, int from_bit, int to_bit) {
    jpeg_scan_info scan = {};
    scan.comps_in_scan = 1;
    scan.component_index[0] = component;
    scan.Ss = scan.Se = coefficient;
    scan.Ah = from_bit;
    scan.Al = to_bit;
    scans.push_back(scan);
  };
  constexpr int kBits = 10;
  for (int component = 0; component < 3; ++component) {
    for (int coefficient = 0; coefficient < DCTSIZE2; ++coefficient) {
      add(component, coefficient, 0, kBits);
      for (int bit = kBits; bit > 0; --bit) add(component, coefficient, bit, bit - 1);
    }
  }
  return scans;
}

void WriteMetadata(jpeg_compress_struct& jpeg, const JpegOptions& options) {
  if (!options.exif.empty()) {
    const std::string marker = std::string("Exif\0\0", 6) + options.exif;
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, Bytes(marker), static_cast<unsigned>(marker.size()));
  }
  if (!options.profile.empty()) {
    jpeg_write_icc_profile(&jpeg, Bytes(options.profile),
                           static_cast<unsigned>(options.profile.size()));
  }
  if (!options.comment.empty()) {
    jpeg_write_marker(&jpeg, JPEG_COM, Bytes(options.comment),
                      static_cast<unsigned>(options.comment.size()));
  }
}

void AppendPng(png_structp png, png_bytep bytes, std::size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))
      ->append(reinterpret_cast<const char*>(bytes), size);
}
void Flush(png_structp /*png*/) {}

void SetPngMetadata(png_structp png, png_infop info, const PngOptions& options) {
  if (!options.exif.empty()) {
    std::string exif = options.exif;
    png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()),
                   reinterpret_cast<png_bytep>(exif.data()));
  }
  if (!options.profile.empty()) {
    png_set_iCCP(png, info, "screen", PNG_COMPRESSION_TYPE_BASE, Bytes(options.profile),
                 static_cast<png_uint_32>(options.profile.size()));
  }
  if (!options.comment.empty()) {
    std::string key = "Comment";
    std::string text = options.comment;
    png_text one = {};
    one.compression = PNG_TEXT_COMPRESSION_NONE;
    one.key = key.data();
    one.text = text.data();
    one.text_length = text.size();
    png_set_text(png, info, &one, 1);
  }
}

std::string PngRow(const Pixels& pixels, std::uint32_t y, const PngOptions& options) {
  std::string row;
  for (std::uint32_t x = 0; x < pixels.width; ++x) {
    const Colour colour = pixels.at(x, y);
    if (options.has_palette) {
      row.push_back(colour == kRed ? '\0' : '\1');
      continue;
    }
    const std::size_t channels = options.is_grey ? 1 : kChannels;
    for (std::size_t c = 0; c < channels; ++c) {
      row.push_back(static_cast<char>(colour[c]));
      if (options.depth == 16) row.push_back(static_cast<char>(colour[c]));
    }
  }
  return row;
}

std::string WithMetadata(const std::string& file, const WebpOptions& options) {
  const WebPData data = {Bytes(file), file.size()};
  WebPMux* mux = WebPMuxCreate(&data, 1);
  const auto add = [&](const char* name, const std::string& bytes) {
    if (bytes.empty()) return;
    const WebPData chunk = {Bytes(bytes), bytes.size()};
    Require(WebPMuxSetChunk(mux, name, &chunk, 1) == WEBP_MUX_OK);
  };
  add("EXIF", options.exif);
  add("ICCP", options.profile);
  WebPData out;
  Require(WebPMuxAssemble(mux, &out) == WEBP_MUX_OK);
  std::string whole(reinterpret_cast<const char*>(out.bytes), out.size);
  WebPDataClear(&out);
  WebPMuxDelete(mux);
  return whole;
}

}  // namespace

Colour Pixels::at(std::uint32_t x, std::uint32_t y) const {
  Colour colour;
  std::copy_n(rgba.begin() + static_cast<std::ptrdiff_t>((std::size_t{y} * width + x) * kChannels),
              kChannels, colour.begin());
  return colour;
}

Pixels Filled(std::uint32_t width, std::uint32_t height, Colour colour) {
  Pixels out{width, height, {}};
  for (std::size_t i = 0; i < std::size_t{width} * height; ++i) {
    out.rgba.insert(out.rgba.end(), colour.begin(), colour.end());
  }
  return out;
}

Pixels Quarters(std::uint32_t width, std::uint32_t height) {
  Pixels out{width, height, {}};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const bool is_right = x >= width / 2;
      const Colour colour =
          y < height / 2 ? (is_right ? kGreen : kRed) : (is_right ? kWhite : kBlue);
      out.rgba.insert(out.rgba.end(), colour.begin(), colour.end());
    }
  }
  return out;
}

Pixels Noise(std::uint32_t width, std::uint32_t height) {
  Pixels out = Filled(width, height, kWhite);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : out.rgba) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  for (std::size_t i = 3; i < out.rgba.size(); i += kChannels) out.rgba[i] = 255;
  return out;
}

std::string MakeExif(int orientation, const std::string& text) {
  const auto entry = [](std::uint32_t tag, std::uint32_t type, std::uint32_t count,
                        std::uint32_t value) {
    return LittleEndian(tag, 2) + LittleEndian(type, 2) + LittleEndian(count, 4) +
           LittleEndian(value, 4);
  };
  constexpr std::uint32_t kFirst = 8, kPlaces = 2 + 3 * 12 + 4, kPlace = 2 + 2 * 12 + 4;
  const auto size = static_cast<std::uint32_t>(text.size());
  // 48 degrees, 51 minutes and 29.6 seconds north.
  const std::string latitude = LittleEndian(48, 4) + LittleEndian(1, 4) + LittleEndian(51, 4) +
                               LittleEndian(1, 4) + LittleEndian(296, 4) + LittleEndian(10, 4);
  const std::uint32_t at = kFirst + kPlaces + kPlace;
  return std::string("II*\0", 4) + LittleEndian(kFirst, 4) + LittleEndian(3, 2) +
         entry(0x010e, 2, size, at + static_cast<std::uint32_t>(latitude.size())) +
         entry(0x0112, 3, 1, static_cast<std::uint32_t>(orientation)) +
         entry(0x8825, 4, 1, kFirst + kPlaces) + LittleEndian(0, 4) + LittleEndian(2, 2) +
         entry(1, 2, 2, 'N') + entry(2, 5, 3, at) + LittleEndian(0, 4) + latitude + text;
}

std::string MakeSwappedProfile() {
  const cmsCIExyY white = {0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries = {{0.30, 0.60, 1}, {0.64, 0.33, 1}, {0.15, 0.06, 1}};
  cmsToneCurve* const curve = cmsBuildGamma(nullptr, 2.2);
  cmsToneCurve* curves[] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsUInt32Number size = 0;
  Require(cmsSaveProfileToMem(profile, nullptr, &size) != 0);
  std::string out(size, '\0');
  Require(cmsSaveProfileToMem(profile, out.data(), &size) != 0);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(curve);
  return out;
}

std::string MakeJpeg(const Pixels& pixels, const JpegOptions& options) {
  jpeg_compress_struct jpeg = {};
  jpeg_error_mgr errors = {};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = pixels.width;
  jpeg.image_height = pixels.height;
  jpeg.input_components = options.is_grey ? 1 : options.has_inks ? 4 : 3;
  jpeg.in_color_space = options.is_grey ? JCS_GRAYSCALE : options.has_inks ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 95, TRUE);
  if (options.has_inks) jpeg_set_colorspace(&jpeg, JCS_YCCK);
  if (options.is_progressive) jpeg_simple_progression(&jpeg);
  const std::vector<jpeg_scan_info> scans = ManyScans();
  if (options.has_many_scans) {
    jpeg.scan_info = scans.data();
    jpeg.num_scans = static_cast<int>(scans.size());
  }
  jpeg_start_compress(&jpeg, TRUE);
  WriteMetadata(jpeg, options);
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    std::vector<JSAMPLE> row = RowOf(pixels, y, options);
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&jpeg, &rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return file;
}

std::string MakePng(const Pixels& pixels, const PngOptions& options) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  std::string file;
  png_set_write_fn(png, &file, AppendPng, Flush);
  const int type = options.has_palette ? PNG_COLOR_TYPE_PALETTE
                   : options.is_grey   ? PNG_COLOR_TYPE_GRAY
                                       : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(png, info, pixels.width, pixels.height, options.depth, type,
               options.is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (options.has_palette) {
    const png_color palette[] = {{255, 0, 0}, {0, 0, 0}};
    const png_byte alpha[] = {255, 0};
    png_set_PLTE(png, info, palette, 2);
    png_set_tRNS(png, info, alpha, 2, nullptr);
  }
  SetPngMetadata(png, info, options);
  std::vector<std::string> rows;
  std::vector<png_bytep> pointers;
  for (std::uint32_t y = 0; y < pixels.height; ++y) rows.push_back(PngRow(pixels, y, options));
  for (std::string& row : rows) pointers.push_back(reinterpret_cast<png_bytep>(row.data()));
  png_set_rows(png, info, pointers.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return file;
}

std::string PngChunk(const std::string& type, const std::string& data) {
  const std::string sum = type + data;
  const auto crc = crc32(0, Bytes(sum), static_cast<uInt>(sum.size()));
  return BigEndian(static_cast<std::uint32_t>(data.size())) + sum +
         BigEndian(static_cast<std::uint32_t>(crc));
}

std::string PngHead(std::uint32_t width, std::uint32_t height) {
  // One bit a pixel, of grey.
  return std::string("\x89PNG\r\n\x1a\n", 8) +
         PngChunk("IHDR", BigEndian(width) + BigEndian(height) + std::string("\1\0\0\0\0", 5));
}

std::string Deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  Require(compress2(reinterpret_cast<Bytef*>(out.data()), &size, Bytes(bytes),
                    static_cast<uLong>(bytes.size()), 9) == Z_OK);
  out.resize(size);
  return out;
}

std::string MakeWebp(const Pixels& pixels, const WebpOptions& options) {
  std::uint8_t* bytes = nullptr;
  const auto width = static_cast<int>(pixels.width);
  const auto height = static_cast<int>(pixels.height);
  const auto stride = static_cast<int>(pixels.width * kChannels);
  const std::size_t size =
      options.is_lossless
          ? WebPEncodeLosslessRGBA(pixels.rgba.data(), width, height, stride, &bytes)
          : WebPEncodeRGBA(pixels.rgba.data(), width, height, stride, 90, &bytes);
  Require(size > 0);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return options.exif.empty() && options.profile.empty() ? file : WithMetadata(file, options);
}

std::string MakeAnimatedWebp() {
  WebPAnimEncoderOptions options;
  Require(WebPAnimEncoderOptionsInit(&options) != 0);
  WebPAnimEncoder* const encoder = WebPAnimEncoderNew(16, 16, &options);
  int time = 0;
  for (const Colour& colour : {kRed, kGreen, kBlue}) {
    WebPPicture picture;
    Require(WebPPictureInit(&picture) != 0);
    picture.use_argb = 1;
    picture.width = picture.height = 16;
    const Pixels frame = Filled(16, 16, colour);
    Require(WebPPictureImportRGBA(&picture, frame.rgba.data(), 16 * kChannels) != 0);
    Require(WebPAnimEncoderAdd(encoder, &picture, time += 100, nullptr) != 0);
    WebPPictureFree(&picture);
  }
  Require(WebPAnimEncoderAdd(encoder, nullptr, time + 100, nullptr) != 0);
  WebPData data;
  WebPDataInit(&data);
  Require(WebPAnimEncoderAssemble(encoder, &data) != 0);
  std::string file(reinterpret_cast<const char*>(data.bytes), data.size);
  WebPDataClear(&data);
  WebPAnimEncoderDelete(encoder);
  return file;
}

Pixels DecodeWebpFile(const std::string& file) {
  int width = 0;
  int height = 0;
  std::uint8_t* const bytes = WebPDecodeRGBA(Bytes(file), file.size(), &width, &height);
  if (bytes == nullptr) return {};
  Pixels out{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
  out.rgba.assign(bytes, bytes + std::size_t{out.width} * out.height * kChannels);
  WebPFree(bytes);
  return out;
}

}  // namespace urna::services
