// The staff of the demonstration town beside its administrator.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/town_vote.h"

namespace urna::cli {

struct StaffToken {
  // "agent", "moderator".
  std::string role;
  std::string secret;
};

// A token of each role, for these processes.
absl::StatusOr<std::vector<StaffToken>> MakeStaff(const std::vector<std::string>& processes,
                                                  const TownServer& server);

}  // namespace urna::cli
