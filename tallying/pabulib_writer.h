#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/profile.h"

namespace urna::tallying {

// Writes the profile as a Pabulib file that ParsePabulib, and pabutools, read back to the same
// election. Ballots keep the order in which they were added; voters are numbered from 1. `meta`
// adds descriptive keys (description, country, unit, instance, currency, language ...); keys that
// the profile determines (budget, vote_type, num_votes, limits ...) come from the profile alone.
// `last_meta` stands after all of these. The same arguments give the same bytes.
//
// INVALID_ARGUMENT when an id cannot be written: one with a comma, or with white space at an end.
absl::StatusOr<std::string> WritePabulib(
    const Profile& profile, const std::vector<std::pair<std::string, std::string>>& meta = {},
    const std::vector<std::pair<std::string, std::string>>& last_meta = {});

}  // namespace urna::tallying
