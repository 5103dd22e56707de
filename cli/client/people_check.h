// Whether a list of people names somebody twice, beyond what one key column can tell.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/client/csv.h"

namespace urna::client {

// INVALID_ARGUMENT, with both lines, where two lines say the same in every column.
absl::Status CheckNoLineTwice(const CsvTable& people);

// INVALID_ARGUMENT for the first line whose electorate is none of `known`.
absl::Status CheckElectorates(const CsvTable& people, std::size_t electorate,
                              const std::vector<std::string>& known);

// A pair of lines that may be one person; whoever issues codes must have looked at it.
struct Resemblance {
  std::size_t first_line, second_line;
  // Such as "their ids differ in spelling only"; it repeats nothing of the list.
  std::string why;
};

// What looks like one person twice: ids that differ in case, spaces and punctuation only; one mail
// address, in any case; every other column but the electorate the same. In the order of the second
// lines. `person` and `electorate` are positions of columns.
std::vector<Resemblance> FindResemblances(const CsvTable& people, std::size_t person,
                                          std::size_t electorate);

}  // namespace urna::client
