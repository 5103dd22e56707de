#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna store`: a server's store, while no server has it open.
void AddStoreCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
