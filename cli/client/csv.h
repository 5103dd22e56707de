// Tables as RFC 4180 writes them, read and written through libcsv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace urna::client {

inline constexpr std::size_t kMaxCsvColumns = 256;

struct CsvTable {
  std::vector<std::string> header;
  // Each as long as the header.
  std::vector<std::vector<std::string>> rows;
  // The line of the file that each row begins in, from 1; empty for a table of no file.
  std::vector<std::size_t> lines;
  // Where a row stands: its line, or its place below the header where there is no file.
  std::size_t LineOf(std::size_t row) const { return row < lines.size() ? lines[row] : row + 2; }
  // The position of a column; INVALID_ARGUMENT lists the columns there are.
  absl::StatusOr<std::size_t> Column(std::string_view name) const;
};

// A comma or, where the first record has more of them outside quotes, a semicolon separates. A
// UTF-8 BOM and empty lines are skipped. INVALID_ARGUMENT, naming the line that the record begins
// in, for stray quotes, a record of another length than the header, a column without a name or with
// one used twice.
absl::StatusOr<CsvTable> ParseCsv(std::string_view text);

// The text as a cell that no spreadsheet takes for a formula: with ' before a first = + - @, tab or
// carriage return. For what people open, not for what programs read back.
std::string ShownCell(std::string text);

// One record with its line end; every field is quoted.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace urna::client
