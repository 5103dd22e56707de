// A type is what the first bytes say, and nothing else.
#include "media/file_type.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

namespace urna::media {
namespace {

using std::string_view_literals::operator""sv;

struct Row {
  std::string_view what;
  std::string_view bytes;
  std::optional<FileType> type;
};

constexpr Row kRows[] = {
    {"a JPEG", "\xff\xd8\xff\xe0\0\x10JFIF"sv, FileType::kJpeg},
    {"a PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"sv, FileType::kPng},
    {"a lossy WebP", "RIFF\x10\0\0\0WEBPVP8 "sv, FileType::kWebp},
    {"a lossless WebP", "RIFF\x10\0\0\0WEBPVP8L"sv, FileType::kWebp},
    {"a WebP of many chunks", "RIFF\x10\0\0\0WEBPVP8X"sv, FileType::kWebp},
    {"a PDF", "%PDF-1.7\n%\xe2\xe3\xcf\xd3"sv, FileType::kPdf},
    {"a PDF of version 2", "%PDF-2.0\n"sv, FileType::kPdf},
    {"nothing", ""sv, std::nullopt},
    {"HTML, whatever it is called", "<!DOCTYPE html><script>alert(1)</script>"sv, std::nullopt},
    {"an SVG with a script", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"sv,
     std::nullopt},
    {"HTML with a PDF behind it", "<html><!-- %PDF-1.7\n"sv, std::nullopt},
    {"a PDF behind one space", " %PDF-1.7\n"sv, std::nullopt},
    {"a PDF of no version", "%PDF-1."sv, std::nullopt},
    {"a GIF", "GIF89a\1\0\1\0"sv, std::nullopt},
    {"a TIFF", "II*\0\x08\0\0\0"sv, std::nullopt},
    {"a BMP", "BM\x46\0\0\0"sv, std::nullopt},
    {"an AVIF",
     "\0\0\0\x20"
     "ftypavif"sv,
     std::nullopt},
    {"a ZIP, which office documents are", "PK\3\4"sv, std::nullopt},
    {"an executable",
     "\x7f"
     "ELF"sv,
     std::nullopt},
    {"a WAV", "RIFF\x10\0\0\0WAVEfmt "sv, std::nullopt},
    {"a RIFF that is cut", "RIFF\x10\0\0\0WEBPVP8"sv, std::nullopt},
    {"a PNG whose first chunk is another", "\x89PNG\r\n\x1a\n\0\0\0\rIDAT"sv, std::nullopt},
    {"the beginning of a JPEG", "\xff\xd8"sv, std::nullopt},
};

TEST(FileType, IsSaidByTheFirstBytes) {
  for (const Row& row : kRows) EXPECT_EQ(TypeOf(row.bytes), row.type) << row.what;
}

RC_GTEST_PROP(FileType, DoesNotChangeWithWhatFollows, (const std::string& tail)) {
  for (const Row& row : kRows) {
    if (row.type) RC_ASSERT(TypeOf(std::string(row.bytes) + tail) == row.type);
  }
}

RC_GTEST_PROP(FileType, IsNoneOfWhatBeginsWithAnotherByte, (unsigned char first)) {
  const bool begins_one = first == 0xff || first == 0x89 || first == 'R' || first == '%';
  RC_PRE(!begins_one);
  for (const Row& row : kRows) {
    RC_ASSERT(TypeOf(static_cast<char>(first) + std::string(row.bytes)) == std::nullopt);
  }
}

}  // namespace
}  // namespace urna::media
