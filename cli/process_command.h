#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `process`: lists and shows processes, and plans them. Exit 0; 1 where the server refuses or cannot be
// reached, 2 for bad input.
void AddProcessCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
