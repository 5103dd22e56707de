#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna simulate`: counts ballots under every rule and every budget that are given. The ballots
// are those of a past election (--file, without a server), or made up for a contest of a process
// (--process and --contest, by the server, for its staff). *exit_code becomes 0, 1 where the server
// cannot be reached or gives up, or 2 for bad input.
void AddSimulateCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
