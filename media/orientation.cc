#include <optional>

#include "media/decode.h"

namespace urna::media {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShortType = 3;
constexpr std::size_t kEntrySize = 12;
// Of the TIFF header: its byte order, a number that tells it, and where the first directory is.
constexpr std::size_t kDirectoryAt = 4;

// Numbers in the byte order that the data says.
class Tiff {
 public:
  explicit Tiff(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    is_little_ = bytes.size() > 1 && bytes[0] == 'I' && bytes[1] == 'I';
  }

  bool is_tiff() const {
    const bool is_big = bytes_.size() > 1 && bytes_[0] == 'M' && bytes_[1] == 'M';
    return (is_little_ || is_big) && Short(2) == 42;
  }
  std::optional<std::uint16_t> Short(std::size_t at) const {
    if (at + 2 > bytes_.size()) return std::nullopt;
    const auto first = static_cast<unsigned>(bytes_[at + (is_little_ ? 1 : 0)]);
    const auto second = static_cast<unsigned>(bytes_[at + (is_little_ ? 0 : 1)]);
    return static_cast<std::uint16_t>((first << 8) | second);
  }
  std::optional<std::uint32_t> Long(std::size_t at) const {
    const auto first = Short(at + (is_little_ ? 2 : 0));
    const auto second = Short(at + (is_little_ ? 0 : 2));
    if (!first || !second) return std::nullopt;
    return (std::uint32_t{*first} << 16) | *second;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool is_little_;
};

}  // namespace

int OrientationOf(std::span<const std::uint8_t> exif) {
  const Tiff tiff(exif);
  if (!tiff.is_tiff()) return 1;
  const std::optional<std::uint32_t> directory = tiff.Long(kDirectoryAt);
  if (!directory) return 1;
  const std::optional<std::uint16_t> entries = tiff.Short(*directory);
  for (std::size_t i = 0; entries && i < *entries; ++i) {
    const std::size_t at = std::size_t{*directory} + 2 + i * kEntrySize;
    const auto tag = tiff.Short(at);
    if (!tag) return 1;
    if (*tag != kOrientationTag || tiff.Short(at + 2) != kShortType) continue;
    const int value = tiff.Short(at + 8).value_or(1);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

}  // namespace urna::media
