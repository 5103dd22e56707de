#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cli/people_text.h"
#include "tallying/comparison.h"
#include "tallying/explanation.h"
#include "tallying/pabulib_reader.h"

namespace urna::cli {

// Pages for citizens, those that a server shows of an outcome (web/src/report): one file of HTML that needs
// nothing else, in French and English, and begins in `language`.

// What was funded, where the money goes, what voters got, why each project was funded or not, and what
// other rules would have given. `outcome` is as the rule gave it, with its trace.
absl::StatusOr<std::string> OutcomeReport(const tallying::PabulibFile& file,
                                          const tallying::Outcome& outcome,
                                          const tallying::Explanations& explanations,
                                          absl::Span<const tallying::Compared> compared,
                                          Language language);

// The rules side by side, and which projects each funds.
absl::StatusOr<std::string> ComparisonReport(const tallying::PabulibFile& file,
                                             absl::Span<const tallying::Compared> compared,
                                             Language language);

// `page` with the document in its one place for it; INTERNAL where it has none, or several.
absl::StatusOr<std::string> PutInto(std::string_view page, std::string_view document);

// The day of a date as META has them, "31.10.2022", in the form of ISO 8601; empty for any other text.
std::string DayOf(std::string_view date);

}  // namespace urna::cli
