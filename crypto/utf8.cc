#include "crypto/utf8.h"

namespace urna::crypto {

std::optional<CodePoint> FirstCodePoint(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto lead = static_cast<std::uint8_t>(text[0]);
  std::size_t size = 1;
  char32_t smallest = 0;
  char32_t c = lead;
  if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4, smallest = 0x10000, c = lead & 0x07;
  } else if (lead >= 0xe0 && lead < 0xf0) {
    size = 3, smallest = 0x800, c = lead & 0x0f;
  } else if (lead >= 0xc0 && lead < 0xe0) {
    size = 2, smallest = 0x80, c = lead & 0x1f;
  } else if (lead >= 0x80) {
    return std::nullopt;
  }
  if (size > text.size()) return std::nullopt;
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    c = (c << 6) | (next & 0x3f);
  }
  if (c < smallest || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return std::nullopt;
  return CodePoint{c, size};
}

std::optional<std::vector<char32_t>> DecodeUtf8(std::string_view text) {
  std::vector<char32_t> out;
  while (!text.empty()) {
    const auto first = FirstCodePoint(text);
    if (!first.has_value()) return std::nullopt;
    out.push_back(first->value);
    text.remove_prefix(first->size);
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = FirstCodePoint(text);
    if (!first.has_value()) return false;
    text.remove_prefix(first->size);
  }
  return true;
}

bool IsUnicodeSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

}  // namespace urna::crypto
