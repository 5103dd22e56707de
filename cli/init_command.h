#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// `urna init --config FILE`: makes the data folder with an empty store and prints the first
// administrator's access token, once. *exit_code becomes 1 when there is a store already, which is
// left as it is, 2 for a bad configuration.
void AddInitCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
