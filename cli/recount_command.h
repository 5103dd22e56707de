#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `recount FILE|FOLDER...` to the command `pabulib`: each file is counted by its own rule, and
// the outcome compared with what its column `selected` announces. *exit_code becomes 0 if all are
// reproduced, 1 if an outcome differs, 2 if a file cannot be read or its rule not be followed.
void AddRecountCommand(CLI::App& pabulib, int& exit_code);

}  // namespace urna::cli
