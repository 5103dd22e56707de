// `urna closing`: the closed log, for people who compare it aloud, and for witnesses.
#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna closing` and `urna closing submit-checkpoint`. Exit 0; 1 when the server refuses or
// something does not hold, 2 for bad input.
void AddClosingCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
