#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `hide`, `restore` and `erase` to `urna proposals`.
void AddProposalsModerateCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
