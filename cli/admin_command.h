#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna admin create|status|freeze|unfreeze|seal|restart-ceremony|delete|token`. The
// administrator's token comes from the variable URNA_TOKEN. Exit 0; 1 when the server refuses, 2 for
// bad input.
void AddAdminCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
