#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// `urna serve --config FILE [--ready-file FILE]`: serves until SIGTERM or SIGINT, then lets calls
// under way end. *exit_code becomes 1 when the server cannot start, 2 for a bad configuration.
void AddServeCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
