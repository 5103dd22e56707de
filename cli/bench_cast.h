#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// `urna bench cast`: how many ballots a second a server takes, over gRPC or by turns over both doors. Exit 0
// only when every ballot was taken, every receipt holds and the count is exact.
void AddBenchCast(CLI::App& bench, int& exit_code);

}  // namespace urna::cli
