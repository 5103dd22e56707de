// What strangers hand in as an image, and what comes of it: with the real program.
#include "services/attachments/image_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "media/limits.h"
#include "services/attachments/made_images.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

using std::string_view_literals::operator""sv;
using ::testing::HasSubstr;

constexpr std::string_view kMarker = "Rue du Secret 7, 48.858222 N";

absl::StatusOr<std::vector<Rendition>> Make(std::string_view file,
                                            const std::optional<media::Crop>& crop = {}) {
  // However slow this machine is: a processor's seconds are limited anyway.
  return ImageProcess(URNA_IMAGE, absl::Minutes(10)).Make(file, crop);
}

// The large rendition; nothing, and a failure, where there is none.
Pixels Large(std::string_view file, const std::optional<media::Crop>& crop = {}) {
  const auto made = Make(file, crop);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? DecodeWebpFile((*made)[0].file) : Pixels();
}

void ExpectRefused(std::string_view file, std::string_view why, std::string_view what = "") {
  const auto made = Make(file);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument) << what;
  EXPECT_EQ(ErrorReason(made.status()), "IMAGE_REFUSED") << what;
  EXPECT_THAT(std::string(made.status().message()), HasSubstr(std::string(why))) << what;
}

bool IsNear(const Colour& one, const Colour& other) {
  constexpr int kLoss = 24;
  for (std::size_t c = 0; c < one.size(); ++c) {
    if (std::abs(int{one[c]} - int{other[c]}) > kLoss) return false;
  }
  return true;
}

// Of the four corners from the top left to the bottom right.
void ExpectCorners(const Pixels& pixels, const std::array<Colour, 4>& expected) {
  const std::uint32_t x = pixels.width - 3;
  const std::uint32_t y = pixels.height - 3;
  ASSERT_GT(pixels.width, 6U);
  EXPECT_TRUE(IsNear(pixels.at(2, 2), expected[0]));
  EXPECT_TRUE(IsNear(pixels.at(x, 2), expected[1]));
  EXPECT_TRUE(IsNear(pixels.at(2, y), expected[2]));
  EXPECT_TRUE(IsNear(pixels.at(x, y), expected[3]));
}

TEST(ImageProcess, TakesWhatPeopleHave) {
  const Pixels picture = Quarters(64, 48);
  const std::pair<const char*, std::string> files[] = {
      {"a JPEG", MakeJpeg(picture)},
      {"a progressive JPEG", MakeJpeg(picture, {.is_progressive = true})},
      {"a JPEG of inks", MakeJpeg(picture, {.has_inks = true})},
      {"a PNG", MakePng(picture)},
      {"a PNG of 16 bits", MakePng(picture, {.depth = 16})},
      {"an interlaced PNG", MakePng(picture, {.is_interlaced = true})},
      {"a lossless WebP", MakeWebp(picture)},
      {"a lossy WebP", MakeWebp(picture, {.is_lossless = false})},
  };
  for (const auto& [what, file] : files) {
    SCOPED_TRACE(what);
    const Pixels large = Large(file);
    EXPECT_EQ(large.width, 64U);
    EXPECT_EQ(large.height, 48U);
    ExpectCorners(large, {kRed, kGreen, kBlue, kWhite});
  }
}

TEST(ImageProcess, TakesGreys) {
  const Colour grey = {128, 128, 128, 255};
  for (const std::string& file : {MakeJpeg(Filled(32, 32, grey), {.is_grey = true}),
                                  MakePng(Filled(32, 32, grey), {.is_grey = true})}) {
    EXPECT_TRUE(IsNear(Large(file).at(16, 16), grey));
  }
}

// The encoder sorts them, and the C library asks for the machine's memory where there is much to sort.
TEST(ImageProcess, TakesPicturesOfManyColours) {
  EXPECT_EQ(Large(MakePng(Noise(256, 256))).width, 256U);
}

TEST(ImageProcess, KeepsWhatIsTransparent) {
  Pixels half = Filled(32, 32, kRed);
  for (std::size_t i = 0; i < half.rgba.size() / 2; ++i) half.rgba[i] = 0;
  const std::string files[] = {MakePng(half), MakePng(half, {.has_palette = true}), MakeWebp(half),
                               MakeWebp(half, {.is_lossless = false})};
  for (const std::string& file : files) {
    const Pixels large = Large(file);
    EXPECT_EQ(large.at(16, 2)[3], 0);
    EXPECT_TRUE(IsNear(large.at(16, 29), kRed));
  }
}

TEST(ImageProcess, MakesALargeOneAndASmallOne) {
  struct Row {
    std::uint32_t width, height, large_width, large_height, small_width, small_height;
  };
  constexpr Row kRows[] = {
      {1, 1, 1, 1, 1, 1},
      {480, 300, 480, 300, 480, 300},
      {1600, 1200, 1600, 1200, 480, 360},
      {3200, 1600, 1600, 800, 480, 240},
      {1000, 4000, 400, 1600, 240, 960},
      {8000, 1, 1600, 1, 480, 1},
  };
  for (const Row& row : kRows) {
    const Pixels picture = Filled(row.width, row.height, kGreen);
    for (const std::string& file : {MakePng(picture), MakeJpeg(picture)}) {
      const auto made = Make(file);
      ASSERT_TRUE(made.ok()) << made.status();
      ASSERT_EQ(made->size(), 2U);
      EXPECT_EQ((*made)[0].width, row.large_width);
      EXPECT_EQ((*made)[0].height, row.large_height);
      EXPECT_EQ((*made)[1].width, row.small_width);
      EXPECT_EQ((*made)[1].height, row.small_height);
      for (const Rendition& one : *made) {
        const Pixels pixels = DecodeWebpFile(one.file);
        EXPECT_EQ(pixels.width, one.width);
        EXPECT_EQ(pixels.height, one.height);
        EXPECT_TRUE(IsNear(pixels.at(pixels.width / 2, pixels.height / 2), kGreen));
      }
    }
  }
}

TEST(ImageProcess, SaysNothingOfWhereAndByWhomItWasTaken) {
  const Pixels picture = Quarters(64, 48);
  const std::string marker(kMarker);
  const std::string exif = MakeExif(1, marker);
  const std::string files[] = {MakeJpeg(picture, {.exif = exif, .comment = marker}),
                               MakePng(picture, {.exif = exif, .comment = marker}),
                               MakeWebp(picture, {.exif = exif}), MakeJpeg(picture) + marker,
                               MakePng(picture) + marker};
  for (const std::string& file : files) {
    ASSERT_THAT(file, HasSubstr(marker));
    const auto made = Make(file);
    ASSERT_TRUE(made.ok()) << made.status();
    for (const Rendition& one : *made) {
      for (const std::string_view trace :
           {kMarker, "Exif"sv, "EXIF"sv, "II*\0"sv, "ICCP"sv, "XMP"sv}) {
        EXPECT_EQ(one.file.find(trace), std::string::npos) << trace;
      }
    }
  }
}

TEST(ImageProcess, SetsUprightWhatWasHeldAnotherWay) {
  // Where the corners of the file go, for each orientation of Exif.
  constexpr std::array<Colour, 4> kCorners[] = {
      {kRed, kGreen, kBlue, kWhite}, {kGreen, kRed, kWhite, kBlue}, {kWhite, kBlue, kGreen, kRed},
      {kBlue, kWhite, kRed, kGreen}, {kRed, kBlue, kGreen, kWhite}, {kBlue, kRed, kWhite, kGreen},
      {kWhite, kGreen, kBlue, kRed}, {kGreen, kWhite, kRed, kBlue}};
  const Pixels picture = Quarters(64, 48);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const std::string exif = MakeExif(orientation, "x");
    for (const std::string& file :
         {MakeJpeg(picture, {.exif = exif}), MakePng(picture, {.exif = exif}),
          MakeWebp(picture, {.exif = exif})}) {
      const Pixels large = Large(file);
      EXPECT_EQ(large.width, orientation < 5 ? 64U : 48U);
      ExpectCorners(large, kCorners[orientation - 1]);
    }
  }
}

TEST(ImageProcess, TakesAnOrientationThatIsNoneForUpright) {
  for (const int orientation : {0, 9, 65535}) {
    const Pixels large = Large(MakeJpeg(Quarters(64, 48), {.exif = MakeExif(orientation, "x")}));
    ExpectCorners(large, {kRed, kGreen, kBlue, kWhite});
  }
}

TEST(ImageProcess, TurnsTheColoursOfAnotherScreenIntoThoseOfAll) {
  const std::string profile = MakeSwappedProfile();
  const Pixels picture = Filled(32, 32, kRed);
  for (const std::string& file :
       {MakeJpeg(picture, {.profile = profile}), MakePng(picture, {.profile = profile}),
        MakeWebp(picture, {.profile = profile})}) {
    EXPECT_TRUE(IsNear(Large(file).at(16, 16), kGreen));
  }
}

TEST(ImageProcess, IgnoresAProfileThatIsNone) {
  for (const std::string& profile :
       {std::string("x"), std::string(5000, '\0'), MakeSwappedProfile().substr(0, 200)}) {
    EXPECT_TRUE(
        IsNear(Large(MakeJpeg(Filled(32, 32, kRed), {.profile = profile})).at(16, 16), kRed));
  }
}

TEST(ImageProcess, CutsOutWhatIsAskedFor) {
  const Pixels picture = Quarters(64, 48);
  // Of the picture that stands upright.
  const std::string turned = MakeJpeg(picture, {.exif = MakeExif(3, "x")});
  const Pixels cut = Large(turned, media::Crop{32, 24, 32, 24});
  EXPECT_EQ(cut.width, 32U);
  EXPECT_EQ(cut.height, 24U);
  ExpectCorners(cut, {kRed, kRed, kRed, kRed});
  for (const media::Crop crop : {media::Crop{33, 24, 32, 24}, media::Crop{0, 0, 0, 24},
                                 media::Crop{0, 0, 64, 49}, media::Crop{0xffffffff, 0, 2, 2}}) {
    EXPECT_EQ(ErrorReason(Make(turned, crop).status()), "IMAGE_REFUSED");
  }
}

TEST(ImageProcess, RefusesWhatIsNoImageThatItTakes) {
  for (const std::string_view file :
       {""sv, "\xff\xd8\xff"sv, "<!DOCTYPE html><script>alert(1)</script>"sv,
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"sv,
        "GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"sv,
        "II*\0\x08\0\0\0\0\0"sv, "%PDF-1.7\n<html>"sv}) {
    EXPECT_EQ(ErrorReason(Make(file).status()), "IMAGE_REFUSED") << file;
  }
  ExpectRefused(MakeAnimatedWebp(), "moves");
}

const std::vector<std::string>& FilesToCut() {
  static const auto& files = *new std::vector<std::string>{
      MakeJpeg(Quarters(12, 9)), MakeJpeg(Quarters(12, 9), {.is_progressive = true}),
      MakePng(Quarters(12, 9)), MakeWebp(Quarters(12, 9)),
      MakeWebp(Quarters(12, 9), {.is_lossless = false})};
  return files;
}

TEST(ImageProcess, RefusesWhatIsCutNearItsEnd) {
  for (const std::string& file : FilesToCut()) {
    for (std::size_t cut = 1; cut <= 16; ++cut) {
      const auto made = Make(std::string_view(file).substr(0, file.size() - cut));
      EXPECT_EQ(ErrorReason(made.status()), "IMAGE_REFUSED") << cut << " of " << file.size();
    }
    EXPECT_TRUE(Make(file).ok());
  }
}

RC_GTEST_PROP(ImageProcess, RefusesWhatIsCutAnywhere, ()) {
  const std::string& file = FilesToCut()[*rc::gen::inRange<std::size_t>(0, FilesToCut().size())];
  const auto size = *rc::gen::inRange<std::size_t>(0, file.size());
  RC_ASSERT(ErrorReason(Make(std::string_view(file).substr(0, size)).status()) == "IMAGE_REFUSED");
}

TEST(Long, RefusesAnImageCutAtAnyLength) {
  for (const std::string& file : FilesToCut()) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto made = Make(std::string_view(file).substr(0, size));
      ASSERT_EQ(ErrorReason(made.status()), "IMAGE_REFUSED") << size << " of " << file.size();
    }
  }
}

RC_GTEST_PROP(ImageProcess, RefusesOrTakesWhateverIsChanged, ()) {
  static const std::vector<std::string> kFiles = {
      MakeJpeg(Quarters(24, 16), {.exif = MakeExif(6, "x"), .profile = MakeSwappedProfile()}),
      MakeJpeg(Quarters(24, 16), {.is_progressive = true}),
      MakeJpeg(Quarters(24, 16), {.has_inks = true}),
      MakePng(Quarters(24, 16), {.profile = MakeSwappedProfile()}),
      MakeWebp(Quarters(24, 16)),
      MakeWebp(Quarters(24, 16), {.is_lossless = false})};
  std::string file = *rc::gen::elementOf(kFiles);
  const int changes = *rc::gen::inRange(1, 8);
  for (int i = 0; i < changes; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, file.size());
    file[at] = *rc::gen::arbitrary<char>();
  }
  const auto made = Make(file);
  RC_ASSERT(made.ok() || ErrorReason(made.status()) == "IMAGE_REFUSED");
}

TEST(ImageProcess, RefusesMorePixelsThanItTakesBeforeItLooksAtOne) {
  const std::string row = Deflated(std::string(30'000 / 8 + 1, '\0'));
  const std::string end = PngChunk("IDAT", row) + PngChunk("IEND", "");
  ExpectRefused(PngHead(30'000, 30'000) + end, "megapixels");
  ExpectRefused(PngHead(30'001, 1) + end, "", "too long a side");
  ExpectRefused(PngHead(0x7fffffff, 0x7fffffff) + end, "");
  // A small WebP that says in the 28 bits behind its signature that it is 16,384 by 16,384.
  std::string webp = MakeWebp(Filled(8, 8, kRed));
  std::fill_n(webp.begin() + 21, 3, '\xff');
  webp[24] = static_cast<char>(webp[24] | 0x0f);
  ExpectRefused(webp, "megapixels");
  // The same of a JPEG, whose frame header has its height and its width.
  std::string jpeg = MakeJpeg(Filled(8, 8, kRed));
  const std::size_t frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  std::fill_n(jpeg.begin() + static_cast<std::ptrdiff_t>(frame) + 5, 4, '\xf0');
  ExpectRefused(jpeg, "megapixels");
}

TEST(ImageProcess, SurvivesWhatIsSmallAndUnpacksToMuch) {
  // The largest that is taken, of a few kilobytes.
  const std::uint32_t side = 7'000;
  const std::string pixels = Deflated(std::string((side / 8 + 1) * std::size_t{side}, '\0'));
  const std::string small = PngHead(side, side) + PngChunk("IDAT", pixels) + PngChunk("IEND", "");
  ASSERT_LT(small.size(), 20'000U);
  const auto made = Make(small);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ((*made)[0].width, 1600U);
  // Texts and profiles that unpack to a hundred megabytes: whatever becomes of the picture, the text is not.
  const std::string bomb = Deflated(std::string(100'000'000, 'x'));
  const std::string picture = Deflated(std::string(2, '\0'));
  for (const std::string& chunk : {PngChunk("zTXt", std::string("Comment\0\0", 9) + bomb),
                                   PngChunk("iTXt", std::string("Comment\0\1\0\0\0", 12) + bomb),
                                   PngChunk("iCCP", std::string("screen\0\0", 8) + bomb)}) {
    const auto one = Make(PngHead(1, 1) + chunk + PngChunk("IDAT", picture) + PngChunk("IEND", ""));
    EXPECT_TRUE(one.ok() || ErrorReason(one.status()) == "IMAGE_REFUSED") << one.status();
  }
  // So many that the list of them would be a bomb.
  std::string many = PngHead(1, 1);
  for (int i = 0; i < 50'000; ++i) many += PngChunk("tEXt", std::string("k\0v", 3));
  many += PngChunk("IDAT", picture) + PngChunk("IEND", "");
  const auto one = Make(many);
  EXPECT_TRUE(one.ok() || ErrorReason(one.status()) == "IMAGE_REFUSED") << one.status();
}

TEST(ImageProcess, RefusesAJpegOfThousandsOfScans) {
  const std::string file = MakeJpeg(Noise(64, 64), {.has_many_scans = true});
  ExpectRefused(file, "too much time");
}

TEST(ImageProcess, TakesAPhotographOfTwelveMegapixels) {
  const std::string photo = MakeJpeg(Noise(4000, 3000));
  const Pixels large = Large(photo);
  EXPECT_EQ(large.width, 1600U);
  EXPECT_EQ(large.height, 1200U);
}

TEST(ImageProcess, IsGivenUpWhenItHangs) {
  const ImageProcess hanging(URNA_MISBEHAVE, absl::Milliseconds(200));
  EXPECT_EQ(ErrorReason(hanging.Make("run for ever", std::nullopt).status()), "IMAGE_REFUSED");
}

TEST(ImageProcess, BelievesNothingOfAProgramThatWasTricked) {
  for (const char* how : {"open", "fork", "write for ever", "take all memory"}) {
    const auto made = ImageProcess(URNA_MISBEHAVE).Make(how, std::nullopt);
    EXPECT_EQ(ErrorReason(made.status()), "IMAGE_REFUSED") << how;
  }
  // One that answers with what it was given.
  const ImageProcess echo("/bin/cat");
  const std::string number("\0\0\0\1", 4);
  const std::string webp = MakeWebp(Filled(1, 1, kRed));
  const std::string size(1, static_cast<char>(webp.size()));
  const std::string good = number + number + std::string(3, '\0') + size + webp;
  EXPECT_TRUE(echo.Make(good + good, std::nullopt).ok());
  const std::string html = "<html>" + webp.substr(6);
  for (const std::string& bad :
       {std::string(), good, good + good + good, good + good + "x", good + good.substr(0, 20),
        number + number + std::string(4, '\xff') + webp + good,
        number + number + std::string(3, '\0') + size + html + good,
        std::string(4, '\xff') + number + std::string(3, '\0') + size + webp + good}) {
    EXPECT_FALSE(echo.Make(bad, std::nullopt).ok());
  }
}

TEST(ImageProcess, SaysSoWhereThereIsNoProgram) {
  const ImageProcess nothing("");
  EXPECT_FALSE(nothing.is_there());
  EXPECT_EQ(ErrorReason(nothing.Make(MakePng(Filled(1, 1, kRed)), std::nullopt).status()),
            "NO_IMAGES");
}

}  // namespace
}  // namespace urna::services
