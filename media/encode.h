// What is made of a picture, and how it leaves the program.
//
// Everything becomes WebP: one encoder, which keeps transparency, and which every browser since 2020 shows. It is
// made of pixels alone, so nothing that stood beside them in the file can be in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "media/picture.h"

namespace urna::media {

struct Rendition {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  // A WebP file.
  std::string file;
};

// Of an upright picture in standard colours: the large one, then the small one (limits.h). Never larger than the
// picture. Refuses a crop that is not within it. `picture` is taken apart.
std::vector<Rendition> MakeRenditions(Picture picture, const std::optional<Crop>& crop);

}  // namespace urna::media
