// Images made by the libraries themselves, for tests to break.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace urna::services {

using Colour = std::array<std::uint8_t, 4>;
inline constexpr Colour kRed = {255, 0, 0, 255};
inline constexpr Colour kGreen = {0, 255, 0, 255};
inline constexpr Colour kBlue = {0, 0, 255, 255};
inline constexpr Colour kWhite = {255, 255, 255, 255};

struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> rgba;

  Colour at(std::uint32_t x, std::uint32_t y) const;
};

Pixels Filled(std::uint32_t width, std::uint32_t height, Colour colour);
// Red, green, blue and white, in the corners from the top left to the bottom right.
Pixels Quarters(std::uint32_t width, std::uint32_t height);
// What compresses badly, always the same.
Pixels Noise(std::uint32_t width, std::uint32_t height);

// Exif data as phones write it: the orientation, a place, and a text.
std::string MakeExif(int orientation, const std::string& text);
// The profile of a screen whose red is green, and the other way round: whoever heeds it sees that.
std::string MakeSwappedProfile();

struct JpegOptions {
  bool is_grey = false;
  // Cyan, magenta, yellow and black, as Adobe's programs write them.
  bool has_inks = false;
  bool is_progressive = false;
  // A progressive one with as many scans as its format lets in.
  bool has_many_scans = false;
  std::string exif = "";
  std::string profile = "";
  std::string comment = "";
};
std::string MakeJpeg(const Pixels& pixels, const JpegOptions& options = {});

struct PngOptions {
  // 8 or 16.
  int depth = 8;
  bool is_grey = false;
  // Of two colours: red, and one that is transparent.
  bool has_palette = false;
  bool is_interlaced = false;
  std::string exif = "";
  std::string profile = "";
  std::string comment = "";
};
std::string MakePng(const Pixels& pixels, const PngOptions& options = {});
// With its length and its checksum.
std::string PngChunk(const std::string& type, const std::string& data);
// The beginning of a PNG that says that it is as large.
std::string PngHead(std::uint32_t width, std::uint32_t height);
std::string Deflated(const std::string& bytes);

struct WebpOptions {
  bool is_lossless = true;
  std::string exif = "";
  std::string profile = "";
};
std::string MakeWebp(const Pixels& pixels, const WebpOptions& options = {});
std::string MakeAnimatedWebp();

// Of a WebP file; nothing where it is none.
Pixels DecodeWebpFile(const std::string& file);

}  // namespace urna::services
