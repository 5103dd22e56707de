#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `list` and `export` to `urna proposals`.
void AddProposalsListCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
