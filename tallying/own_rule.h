#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/pabulib_reader.h"
#include "tallying/parameters.h"

namespace urna::tallying {

// How META says that an election was counted: `rule`, `min_project_score_threshold`, and the limits
// per category and neighbourhood. docs/pabulib.md says what each value is taken for.
struct OwnRule {
  std::string rule;
  ParameterValues parameters;
  // The same for people, a sentence each, with the key and line of META that says it.
  std::vector<std::string> words;
};

// INVALID_ARGUMENT, with "name:line: key: what is wrong; what was expected", where META says
// something that no rule here can follow, or nothing at all.
absl::StatusOr<OwnRule> ReadOwnRule(const PabulibFile& file, std::string_view name);

}  // namespace urna::tallying
