// What whoever tries the demonstration town is told: where to look, with which codes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/town_proposals.h"
#include "cli/town_vote.h"

namespace urna::cli {

// Kept as JSON, since the codes are nowhere else: the server has keys alone.
struct TownSheet {
  std::vector<HeldVote> votes;
  std::vector<HeldProposals> proposals;

  std::string ToJson() const;
  static absl::StatusOr<TownSheet> Parse(const std::string& json);

  // The vote that is open, at `now`, in Unix seconds; null where none is any more.
  const HeldVote* OpenVote(std::int64_t now) const;
};

// Where a voter with these codes votes: `url` is that of the server's HTTP door.
std::string VotingLink(const std::string& url, const HeldVote& vote,
                       const std::vector<std::string>& codes);

// All codes, for a file that its owner alone reads.
std::string CodesText(const std::string& url, const TownSheet& sheet);

}  // namespace urna::cli
