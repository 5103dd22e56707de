#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// `urna bench flood [--seconds S] [--server ADDRESS] [--json]`: attacks a server in all the ways
// that need no login while honest voters cast, and tells what it cost them. *exit_code becomes 1
// when a ballot that was acknowledged is not in the log, or an attack got what nobody may have.
void AddBenchFlood(CLI::App& bench, int& exit_code);

}  // namespace urna::cli
