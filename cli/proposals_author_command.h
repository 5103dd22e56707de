#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `create`, `update`, `submit`, `withdraw`, `invite`, `accept`, `appeal` and `report` to `urna proposals`.
void AddProposalsAuthorCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
