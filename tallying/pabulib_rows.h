#ifndef URNA_TALLYING_PABULIB_ROWS_H_
#define URNA_TALLYING_PABULIB_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace urna::tallying {

// White space as Pabulib's files have it around fields: blanks, tabs, carriage returns, and the
// no-break space of spreadsheets.
std::string_view TrimField(std::string_view text);

// Cuts a text into rows of `;`-separated fields with CSV quoting. Blank lines are passed over. A
// byte order mark at the start is skipped.
class PabulibRows {
 public:
  explicit PabulibRows(std::string_view text);

  // Reads the next row; false at the end of the text or at a quoted field that never ends
  // (`unclosed_quote()` then). Fields are trimmed and stay valid until the next call.
  bool Next();

  const std::vector<std::string_view>& fields() const { return fields_; }
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
  std::vector<std::string_view> fields_;
  std::deque<std::string> unquoted_;  // fields whose text is not a piece of the input
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_PABULIB_ROWS_H_
