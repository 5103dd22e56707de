#include "tallying/plain_text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstring>

namespace urna::tallying {
namespace {

constexpr uint64_t kEighths = 0x0101010101010101;

// Whether eight bytes are all printable ASCII, so that nothing needs to be looked at.
bool IsPrintable(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  const uint64_t below_space = (word - kEighths * 0x20) & ~word;
  const uint64_t delete_character = word + kEighths;
  return ((word | below_space | delete_character) & (kEighths * 0x80)) == 0;
}

bool IsControl(utf8proc_int32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
}

std::string Hexadecimal(uint32_t value, size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(digits, '0');
  for (size_t i = digits; i-- > 0; value >>= 4) text[i] = kDigits[value & 15];
  return text;
}

// UTF-16 begins with one of two marks, or shows as every second byte being zero.
bool LooksLikeUtf16(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return true;
  const std::string_view first = text.substr(0, 64);
  const auto zeros = std::count(first.begin(), first.end(), '\0');
  const auto size = static_cast<std::ptrdiff_t>(first.size());
  // About every second byte of what most languages write. Nothing but zeros is no text at all.
  return size >= 4 && zeros * 3 >= size && zeros < size;
}

}  // namespace

std::optional<TextFault> FindTextFault(std::string_view text) {
  if (LooksLikeUtf16(text)) return TextFault{1, "is UTF-16, not UTF-8"};
  size_t i = 0;
  while (i < text.size()) {
    if (text.size() - i >= sizeof(uint64_t) && IsPrintable(text.data() + i)) {
      i += sizeof(uint64_t);
      continue;
    }
    // The ends of lines, most of all, and what stands near them.
    if (const auto byte = static_cast<unsigned char>(text[i]); byte < 0x80 && !IsControl(byte)) {
      ++i;
      continue;
    }
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t width =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + i,
                         static_cast<utf8proc_ssize_t>(text.size() - i), &c);
    if (width < 1) {
      return TextFault{LineAt(text, i), fmt::format("byte 0x{} is not UTF-8",
                                                    Hexadecimal(static_cast<uint8_t>(text[i]), 2))};
    }
    if (IsControl(c)) {
      return TextFault{LineAt(text, i), fmt::format("holds the control character U+{}",
                                                    Hexadecimal(static_cast<uint32_t>(c), 4))};
    }
    i += static_cast<size_t>(width);
  }
  return std::nullopt;
}

int64_t LineAt(std::string_view text, size_t at) {
  int64_t line = 1;
  for (size_t i = 0; i < at; ++i) {
    const bool ends = text[i] == '\r' || (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'));
    line += ends ? 1 : 0;
  }
  return line;
}

}  // namespace urna::tallying
