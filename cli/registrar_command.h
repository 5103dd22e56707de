#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna registrar keygen|issue|upload|approve`. Exit 0; 1 when something is refused, 2 for bad
// input.
void AddRegistrarCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
