#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna pabulib check FILE...`: reports every departure of the files from Pabulib's format and
// of their ballots from the limits that the files set. *exit_code becomes 0 if there is none, 1 if
// there are some, 2 if a file cannot be counted. Adds `urna pabulib recount` (recount_command.h).
void AddPabulibCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
