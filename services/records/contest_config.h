// A contest of a draft in the form in which it is sealed and counted.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/base/errors.h"
#include "storage/store.h"
#include "tallying/allocation_rule.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// With its projects as the store has them, and its rule as it was written: without defaults.
// Without its number, which the process gives it.
absl::StatusOr<v1::ContestConfig> ReadContestConfig(const storage::Reader& store,
                                                    const v1::Contest& contest);

// Reports all that is wrong with a rule by itself; whether it can count the ballots of a contest is
// another question.
void ValidateRule(const v1::RuleConfig& rule, std::string_view at, FieldViolations& violations);

// The rule, with defaults where parameters are left out. INVALID_ARGUMENT for what ValidateRule
// reports and, at "parameters", for one that may take longer than anybody can wait.
absl::StatusOr<std::unique_ptr<tallying::AllocationRule>> MakeServedRule(
    const v1::RuleConfig& rule);

}  // namespace urna::services
