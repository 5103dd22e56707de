#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `merge`, `incompatible` and `admit`: what is done to several proposals to `urna proposals`.
void AddProposalsGroupCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
