#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna messages`: what mail waits, failed and was sent, and its texts. The token of the staff comes from
// the variable URNA_TOKEN. Exit 0; 1 when the server refuses, 2 for bad input.
void AddMessagesCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
