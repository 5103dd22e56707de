// Whether bytes from outside are text that can be shown to people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace urna::tallying {

struct TextFault {
  int64_t line;  // from 1
  // Such as "byte 0xe9 is not UTF-8"; whole in itself.
  std::string what;
};

// The first place where `text` is no UTF-8 (RFC 3629) or has a control character other than a
// tab or the end of a line; nothing where all of it is text. UTF-16 is told by its name.
std::optional<TextFault> FindTextFault(std::string_view text);

// The line, from 1, of the byte at `at`. A line ends as Unix, Windows or old Macintosh programs
// end it.
int64_t LineAt(std::string_view text, size_t at);

}  // namespace urna::tallying
