#include "media/file_type.h"

namespace urna::media {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kJpeg = "\xff\xd8\xff"sv;
// The signature, and the header that is always its first chunk, with its length.
constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
constexpr std::string_view kRiff = "RIFF"sv;
constexpr std::string_view kWebp = "WEBPVP8"sv;
constexpr std::size_t kWebpAt = 8;
// A lossy picture, a lossless one, and one that says more in chunks that follow.
constexpr std::string_view kWebpKinds = " LX"sv;

bool IsWebp(std::string_view bytes) {
  const std::size_t kind = kWebpAt + kWebp.size();
  return bytes.size() > kind && bytes.starts_with(kRiff) &&
         bytes.substr(kWebpAt).starts_with(kWebp) &&
         kWebpKinds.find(bytes[kind]) != std::string_view::npos;
}

// Readers find the header of a PDF anywhere in its first kilobyte; so would whoever hides a page in front
// of it.
bool IsPdf(std::string_view bytes) {
  constexpr std::size_t kVersionAt = 7;
  if (!bytes.starts_with("%PDF-1."sv) && !bytes.starts_with("%PDF-2."sv)) return false;
  return bytes.size() > kVersionAt && bytes[kVersionAt] >= '0' && bytes[kVersionAt] <= '9';
}

}  // namespace

std::optional<FileType> TypeOf(std::string_view bytes) {
  if (bytes.starts_with(kJpeg)) return FileType::kJpeg;
  if (bytes.starts_with(kPng)) return FileType::kPng;
  if (IsWebp(bytes)) return FileType::kWebp;
  if (IsPdf(bytes)) return FileType::kPdf;
  return std::nullopt;
}

}  // namespace urna::media
