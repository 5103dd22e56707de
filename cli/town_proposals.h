// A process of the demonstration town that citizens propose to: some have, and the staff has answered.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/town_files.h"
#include "cli/town_vote.h"

namespace urna::cli {

struct HeldProposals {
  std::string id;
  std::size_t proposals = 0;
  // One that was returned to its author, and the author's key; empty where none was.
  std::string returned;
  std::string edit_key;
};

absl::StatusOr<HeldProposals> HoldProposals(const TownProposals& town, TownServer& server);

}  // namespace urna::cli
