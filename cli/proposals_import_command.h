#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `import` to `urna proposals`.
void AddProposalsImportCommand(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
