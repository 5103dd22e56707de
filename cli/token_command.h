#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `token create|list|revoke` to `urna admin`. Exit 0; 1 when the server refuses, 2 for bad
// input.
void AddTokenCommand(CLI::App& admin, int& exit_code);

}  // namespace urna::cli
