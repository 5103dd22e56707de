// A vote of the demonstration town: real ballots, cast again by voters of their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/stages.h"
#include "cli/town_files.h"

namespace urna::cli {

struct HeldVote {
  std::string id;
  // Of its only contest.
  std::string contest;
  // Hexadecimal digits.
  std::string manifest_hash;
  std::string log_vkey;
  // Unix seconds.
  std::int64_t closing = 0;
  bool is_counted = false;
  std::size_t ballots = 0;
  // Of some who have not voted: their codes, one of each code registrar.
  std::vector<std::vector<std::string>> unused;
};

// Where the town is being made, and by whom.
struct TownServer {
  std::string address;
  // Of an administrator.
  std::string token;
  ProgressBar& bar;
  Stages& stages;
};

// Holds it through the API, to its end or to its middle. `most_voters` bounds those of the file; 0
// for all.
absl::StatusOr<HeldVote> HoldVote(const TownVote& vote, std::size_t most_voters,
                                  TownServer& server);

}  // namespace urna::cli
