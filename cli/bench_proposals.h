#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `proposals` to `urna bench`.
void AddBenchProposals(CLI::App& bench, int& exit_code);

}  // namespace urna::cli
