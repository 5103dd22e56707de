// A picture in memory: red, green, blue and alpha, a byte each, in rows from the top.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace urna::media {

struct Picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> rgba;
  // How many of the pixels that the file has are one of these on a side, at least 1: a JPEG of which little is
  // asked is decoded smaller.
  std::uint32_t shrunk = 1;
  // As Exif has it, 1 to 8; 1 is upright.
  int orientation = 1;
  // Whether it was kept without loss, as drawings are.
  bool is_lossless = false;
  // Whether the four bytes are, until they are turned into colours, the light that cyan, magenta, yellow and
  // black leave.
  bool inks = false;
  // ICC; empty for sRGB.
  std::vector<std::uint8_t> profile;

  static constexpr std::size_t kChannels = 4;
  std::uint8_t* row(std::size_t y) { return rgba.data() + y * width * kChannels; }
};

// A part of a picture that stands upright, in pixels of the file from the top left.
struct Crop {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

}  // namespace urna::media
