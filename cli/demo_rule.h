// Which rule `urna demo` counts by.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/pabulib_process.h"
#include "tallying/pabulib_reader.h"

namespace urna::cli {

// `asked` with the rule of the file itself in the place of kOwnRule. Where no rule was given: the
// file's own, or, where it cannot be followed or a parameter was given, equal shares that spend
// the money that is left. Adds to `words` what the file was taken to say.
absl::StatusOr<CountingRule> ChooseDemoRule(const CountingRule& asked, bool rule_given,
                                            const tallying::PabulibFile& file,
                                            const std::string& path,
                                            std::vector<std::string>& words);

}  // namespace urna::cli
