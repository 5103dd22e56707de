#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `screen`, `assign`, `return`, `verdict`, `note`, `support` and `decide-appeal` to `urna proposals`.
void AddProposalsReviewCommands(CLI::App& proposals, int& exit_code);

}  // namespace urna::cli
