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
  // The position of a column; INVALID_ARGUMENT lists the columns there are.
  absl::StatusOr<std::size_t> Column(std::string_view name) const;
};

// A comma or, where the first line has more of them, a semicolon separates. A UTF-8 BOM and empty
// lines are skipped. INVALID_ARGUMENT, naming the record (the header is 1), for stray quotes,
// a record of another length than the header, a column without a name or with one used twice.
absl::StatusOr<CsvTable> ParseCsv(std::string_view text);

// One record with its line end; every field is quoted.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace urna::client
