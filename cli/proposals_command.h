#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna proposals`: what citizens propose, from the draft to the ballot. The token of the staff
// comes from the variable URNA_TOKEN, the key of an author from --edit-key or URNA_EDIT_KEY. Exit 0; 1
// when the server refuses, 2 for bad input.
void AddProposalsCommands(CLI::App& app, int& exit_code);

}  // namespace urna::cli
