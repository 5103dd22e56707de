#include "media/upright.h"

#include <cstring>
#include <utility>

namespace urna::media {

void SetUpright(Picture& picture) {
  // From 5 on rows are columns. Of the rows, and of the columns after that, some run backwards.
  const int how = std::exchange(picture.orientation, 1);
  if (how == 1) return;
  const bool is_turned = how >= 5;
  const bool flips_x = how == 2 || how == 3 || how == 7 || how == 8;
  const bool flips_y = how == 3 || how == 4 || how == 6 || how == 7;
  Picture out;
  out.width = is_turned ? picture.height : picture.width;
  out.height = is_turned ? picture.width : picture.height;
  out.rgba.resize(picture.rgba.size());
  for (std::size_t y = 0; y < out.height; ++y) {
    for (std::size_t x = 0; x < out.width; ++x) {
      std::size_t from_x = is_turned ? y : x;
      std::size_t from_y = is_turned ? x : y;
      if (flips_x) from_x = picture.width - 1 - from_x;
      if (flips_y) from_y = picture.height - 1 - from_y;
      std::memcpy(out.row(y) + x * Picture::kChannels,
                  picture.row(from_y) + from_x * Picture::kChannels, Picture::kChannels);
    }
  }
  picture.width = out.width;
  picture.height = out.height;
  picture.rgba = std::move(out.rgba);
}

}  // namespace urna::media
