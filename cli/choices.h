// Choices as people write them on a command line.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/manifest.h"
#include "ledger/voter.h"

namespace urna::cli {

// Each a project's id, which may hold any `=`; where the contest's ballots carry points, the id,
// the last `=` and the points. INVALID_ARGUMENT names the one that is neither.
absl::StatusOr<ledger::Choices> ParseChoices(const ledger::Manifest& manifest,
                                             ledger::ContestId contest,
                                             const std::vector<std::string>& given);

}  // namespace urna::cli
