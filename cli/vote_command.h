#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna vote`, `urna receipt check` and `urna opening check`. Exit 0; 1 when the server
// refuses or something does not hold, 2 for bad input.
void AddVoteCommands(CLI::App& app, int& exit_code);

}  // namespace urna::cli
