#include "media/colours.h"

#include <lcms2.h>

#include <ctime>

namespace urna::media {
namespace {

// Made before the sandbox: whatever makes a profile asks the time.
cmsHPROFILE standard = nullptr;

void ByProfile(Picture& picture, cmsHPROFILE profile) {
  const cmsUInt32Number from = picture.inks ? TYPE_CMYK_8_REV : TYPE_RGBA_8;
  const cmsUInt32Number flags = picture.inks ? 0 : cmsFLAGS_COPY_ALPHA;
  cmsHTRANSFORM transform =
      cmsCreateTransform(profile, from, standard, TYPE_RGBA_8, INTENT_RELATIVE_COLORIMETRIC, flags);
  if (transform == nullptr) return;
  for (std::size_t y = 0; y < picture.height; ++y) {
    std::uint8_t* const row = picture.row(y);
    cmsDoTransform(transform, row, row, picture.width);
    for (std::size_t x = 0; picture.inks && x < picture.width; ++x) {
      row[x * Picture::kChannels + 3] = 0xff;
    }
  }
  cmsDeleteTransform(transform);
  picture.inks = false;
}

// Each colour is what its ink and the black leave of the light.
void ByInks(Picture& picture) {
  for (std::size_t i = 0; i < picture.rgba.size(); i += Picture::kChannels) {
    std::uint8_t* const pixel = picture.rgba.data() + i;
    const unsigned black = pixel[3];
    for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(pixel[c] * black / 255);
    pixel[3] = 0xff;
  }
  picture.inks = false;
}

}  // namespace

void PrepareColours() {
  tzset();
  standard = cmsCreate_sRGBProfile();
}

void ToStandardColours(Picture& picture) {
  if (!picture.profile.empty() && standard != nullptr) {
    cmsHPROFILE profile = cmsOpenProfileFromMem(
        picture.profile.data(), static_cast<cmsUInt32Number>(picture.profile.size()));
    if (profile != nullptr) {
      const auto expected = picture.inks ? cmsSigCmykData : cmsSigRgbData;
      if (cmsGetColorSpace(profile) == expected) ByProfile(picture, profile);
      cmsCloseProfile(profile);
    }
    picture.profile.clear();
  }
  if (picture.inks) ByInks(picture);
}

}  // namespace urna::media
