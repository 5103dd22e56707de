#ifndef URNA_TALLYING_PABULIB_ROWS_H_
#define URNA_TALLYING_PABULIB_ROWS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace urna::tallying {

std::string_view TrimFieldSlowly(std::string_view text);

// Without the white space that Pabulib's files have around fields: blanks, tabs, carriage returns,
// and the no-break space of spreadsheets.
inline std::string_view TrimField(std::string_view text) {
  // Mostly there is nothing to trim: a field that starts and ends with a visible character of
  // ASCII.
  const auto plain = [](char c) { return c > ' ' && c <= '~'; };
  if (!text.empty() && plain(text.front()) && plain(text.back())) return text;
  return TrimFieldSlowly(text);
}

// How many of the 8 bytes at `at` stand before the first `wanted`; 8 if it is not among them.
inline size_t SizeBefore8(const char* at, char wanted) {
  constexpr uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
  static_assert(std::endian::native == std::endian::little);
  uint64_t word;
  std::memcpy(&word, at, 8);
  word ^= kOnes * static_cast<unsigned char>(wanted);
  // The lowest high bit set marks the first byte that became zero. Of no bit set, 64 are counted.
  return static_cast<size_t>(std::countr_zero((word - kOnes) & ~word & kHigh)) / 8;
}

// The first `wanted` in [at, end), or `end`; bytes can be read up to `readable_end`. For separators
// of short fields, where a call of memchr costs more than the search.
inline const char* FindNear(const char* at, const char* end, const char* readable_end,
                            char wanted) {
  while (readable_end - at >= 8) {
    const auto left = static_cast<size_t>(end - at);
    const size_t size = SizeBefore8(at, wanted);
    if (size >= left) return end;
    at += size;
    if (size < 8) return at;
  }
  while (at < end && *at != wanted) ++at;
  return at;
}

// Cuts a text into rows of `;`-separated fields with CSV quoting. Blank lines are passed over. A
// byte order mark at the start is skipped.
class PabulibRows {
 public:
  explicit PabulibRows(std::string_view text);

  // Reads the next row; false at the end of the text or at a quoted field that never ends
  // (`unclosed_quote()` then). Fields are trimmed and stay valid until the next call.
  bool Next();

  const std::vector<std::string_view>& fields() const { return fields_; }
  // Every field ends there at the latest, and up to there the bytes after it can be read too.
  const char* readable_end(std::string_view field) const {
    return quoted_ ? field.data() + field.size() : text_.data() + text_.size();
  }
  // Line on which the row starts, from 1.
  int64_t line() const { return line_; }
  bool unclosed_quote() const { return unclosed_quote_; }

 private:
  void SplitPlain(std::string_view row);
  bool SplitQuoted();

  std::string_view text_;
  size_t position_ = 0;
  int64_t line_ = 0;
  int64_t next_line_ = 1;
  bool unclosed_quote_ = false;
  bool quoted_ = false;    // the row was
  size_t next_quote_ = 0;  // position of the first one in what is still to be read
  std::vector<std::string_view> fields_;
  std::deque<std::string> unquoted_;  // fields whose text is not a piece of the input
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_PABULIB_ROWS_H_
