// The codes of a voter's letters, as the command line takes them.
#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/voter_client.h"

namespace urna::cli {

// `--code-fd`, once for each code, in order. Without it the variables URNA_CODE, URNA_CODE_2 and
// URNA_CODE_3, then the terminal, are asked.
void AddCodeOption(CLI::App& command, std::vector<int>& descriptors);

// Reads as many codes as the first one's electorate has.
absl::StatusOr<client::Voter> ReadVoter(const std::vector<int>& descriptors,
                                        const client::VoterClient& client);

}  // namespace urna::cli
