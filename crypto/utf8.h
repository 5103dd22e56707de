// UTF-8 in texts of signed notes, of configurations and of names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace urna::crypto {

// A code point and the bytes that it takes.
struct CodePoint {
  char32_t value;
  std::size_t size;
};
// The code point that `text` begins with; nothing when it begins with none (RFC 3629: no overlong
// forms, no surrogates, nothing above U+10FFFF).
std::optional<CodePoint> FirstCodePoint(std::string_view text);

// The code points of `text`, or nothing when it is not well-formed UTF-8.
std::optional<std::vector<char32_t>> DecodeUtf8(std::string_view text);
// Whether there are such.
bool IsUtf8(std::string_view text);

// White space as Unicode's White_Space property has it.
bool IsUnicodeSpace(char32_t c);

}  // namespace urna::crypto
