#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna receipt check` and `urna opening check`: what a voter does on a second device. Exit 0;
// 1 when something does not hold, 2 for bad input.
void AddCheckCommands(CLI::App& app, int& exit_code);

}  // namespace urna::cli
