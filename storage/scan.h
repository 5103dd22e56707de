// Reading a whole range, however long it is.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "storage/store.h"

namespace urna::storage {

// Rows of one call of Reader::Scan.
inline constexpr std::size_t kPageRows = 1000;
// The same where values are as large as a megabyte.
inline constexpr std::size_t kPageLargeRows = 16;

// Visits every key in [first, limit) in ascending order until the visitor returns false, in calls of
// `page_rows` (at least 1). Of the live store the pages are not one moment's view: see Reader::Scan.
// After an error some rows may have been visited.
absl::Status ScanAll(const Reader& reader, Family family, std::string_view first,
                     std::string_view limit, const Visitor& visit,
                     std::size_t page_rows = kPageRows);

}  // namespace urna::storage
