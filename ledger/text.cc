#include "ledger/text.h"

#include <algorithm>
#include <iterator>

#include "crypto/bytes.h"
#include "crypto/utf8.h"
#include "tallying/plain_text.h"

namespace urna::ledger {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Beside white space: what Unicode calls Default_Ignorable_Code_Point, the other characters that
// show nothing, and those that mean nothing to others.
constexpr Range kUnseen[] = {
    {0x00, 0x1f},        {0x7f, 0x9f},        // controls
    {0xad, 0xad},                             // soft hyphen
    {0x34f, 0x34f},      {0x61c, 0x61c},      // joiner; Arabic letter mark
    {0x115f, 0x1160},    {0x17b4, 0x17b5},    // Hangul fillers; Khmer vowels
    {0x180b, 0x180f},                         // Mongolian selectors
    {0x200b, 0x200f},    {0x2028, 0x202e},    // zero width, direction
    {0x2060, 0x206f},    {0x2800, 0x2800},    // joiners, isolates; blank Braille
    {0x3164, 0x3164},                         // Hangul filler
    {0xe000, 0xf8ff},                         // private use
    {0xfdd0, 0xfdef},                         // no characters
    {0xfe00, 0xfe0f},    {0xfeff, 0xfeff},    // variation selectors; byte order mark
    {0xffa0, 0xffa0},    {0xfff0, 0xfffb},    // Hangul filler; annotations
    {0x1bca0, 0x1bca3},  {0x1d173, 0x1d17a},  // shorthand and musical formats
    {0xe0000, 0xe0fff},                       // tags, variation selectors
    {0xf0000, 0x10ffff},                      // private use
};

bool IsPrinted(char32_t c) {
  if (c == '\\' || c == '"' || c == '\'') return false;
  if (c != ' ' && crypto::IsUnicodeSpace(c)) return false;
  // The last two of every plane are no characters.
  if ((c & 0xfffe) == 0xfffe) return false;
  return std::none_of(std::begin(kUnseen), std::end(kUnseen),
                      [c](const Range& range) { return c >= range.first && c <= range.last; });
}

}  // namespace

bool IsPlainText(std::string_view text) {
  return text.find('\r') == std::string_view::npos && !tallying::FindTextFault(text);
}

std::string EscapedName(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const auto character = crypto::FirstCodePoint(name);
    const std::string_view bytes = name.substr(0, character.has_value() ? character->size : 1);
    if (character.has_value() && IsPrinted(character->value)) {
      out += bytes;
    } else {
      for (const char& byte : bytes) {
        out += "\\x";
        out += crypto::ToHex(crypto::AsBytes({&byte, 1}));
      }
    }
    name.remove_prefix(bytes.size());
  }
  return out;
}

}  // namespace urna::ledger
