#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna bench cast`: how many ballots a second a server takes. Exit 0 only when every ballot
// was taken, every receipt holds and the count is exact.
void AddBenchCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
