// Who a person is to the code registrars: the key column of the people file, in one spelling, so
// that each of them gives the same person the same slot (section 5.1 of docs/protocol.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/csv.h"

namespace urna::client {

// Without Unicode's White_Space at both ends, then in its normal form C. INVALID_ARGUMENT for what
// is no UTF-8, and where nothing is left.
absl::StatusOr<std::string> NormalPersonId(std::string_view text);

// That of every row. INVALID_ARGUMENT names the line whose id is none, or is
// that of an earlier line; it never repeats the id.
absl::StatusOr<std::vector<std::string>> NormalPersonIds(const CsvTable& people,
                                                         std::size_t column);

}  // namespace urna::client
