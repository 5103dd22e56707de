// UTF-8 in texts of signed notes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace urna::crypto {

// The code points of `text`, or nothing when it is not well-formed UTF-8 (RFC 3629: no overlong
// forms, no surrogates, nothing above U+10FFFF).
std::optional<std::vector<char32_t>> DecodeUtf8(std::string_view text);

// White space as Unicode's White_Space property has it.
bool IsUnicodeSpace(char32_t c);

}  // namespace urna::crypto
