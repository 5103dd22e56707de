#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `attach`, `attachments` and `detach` to `urna proposals`.
void AddProposalsAttachCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
