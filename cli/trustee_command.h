#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna trustee keygen|ceremony|approve|close|mix|decrypt|tally|run`. Exit 0 when the step is
// done, or is not this trustee's now; 1 when something is refused or does not verify, 2 for bad
// input.
void AddTrusteeCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
