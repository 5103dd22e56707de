#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `show`, `diff`, `notes` and `data` to `urna proposals`.
void AddProposalsShowCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
