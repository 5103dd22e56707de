#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace urna::tallying {

[[gnu::noinline]] std::string_view TrimFieldSlowly(std::string_view text);

// Without the white space that Pabulib's files have around fields: blanks, tabs, carriage returns,
// and the no-break space of spreadsheets.
inline std::string_view TrimField(std::string_view text) {
  // Mostly there is nothing to trim, but for the end of a line: a field starts and ends with a
  // visible character of ASCII.
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  const auto plain = [](char c) { return c > ' ' && c <= '~'; };
  if (!text.empty() && plain(text.front()) && plain(text.back())) return text;
  return TrimFieldSlowly(text);
}

// The high bit of each byte at `at`, of 8, that is `wanted`.
inline uint64_t MarksIn8(const char* at, char wanted) {
  constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
  static_assert(std::endian::native == std::endian::little);
  uint64_t word;
  std::memcpy(&word, at, 8);
  word ^= 0x0101010101010101u * static_cast<unsigned char>(wanted);
  return ~(((word & kLow) + kLow) | word | kLow);
}

// How many of the 8 bytes at `at` stand before the first `wanted`; 8 if it is not among them.
inline size_t SizeBefore8(const char* at, char wanted) {
  // Of no bit set, 64 are counted.
  return static_cast<size_t>(std::countr_zero(MarksIn8(at, wanted))) / 8;
}

// Cuts a text into rows of `;`-separated fields with CSV quoting. Blank lines are passed over. A
// byte order mark at the start is skipped.
class PabulibRows {
 public:
  explicit PabulibRows(std::string_view text);

  // Reads the next row; false at the end of the text or at a quoted field that never ends
  // (`unclosed_quote()` then). Fields are trimmed and stay valid until the next call.
  bool Next();

  absl::Span<const std::string_view> fields() const { return {fields_.data(), field_count_}; }
  // Every field ends there at the latest, and up to there the bytes after it can be read too.
  const char* readable_end(std::string_view field) const {
    return quoted_ ? field.data() + field.size() : text_.data() + text_.size();
  }
  // Line on which the row starts, from 1.
  int64_t line() const { return line_; }
  bool unclosed_quote() const { return unclosed_quote_; }

 private:
  bool SplitPlain();
  bool SplitQuoted();
  void Add(std::string_view field) {
    if (field_count_ == fields_.size()) fields_.resize(2 * field_count_ + 16);
    fields_[field_count_++] = TrimField(field);
  }

  std::string_view text_;
  size_t position_ = 0;
  int64_t line_ = 0;
  int64_t next_line_ = 1;
  bool unclosed_quote_ = false;
  bool quoted_ = false;                   // the row was
  size_t next_quote_ = 0;                 // position of the first one in what is still to be read
  std::vector<std::string_view> fields_;  // the first field_count_; kept from row to row
  size_t field_count_ = 0;
  std::deque<std::string> unquoted_;  // fields whose text is not a piece of the input
};

}  // namespace urna::tallying
