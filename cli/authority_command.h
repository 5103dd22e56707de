#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna authority keygen|approve|open|close|revoke`. Exit 0; 1 when something is refused, 2
// for bad input.
void AddAuthorityCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
