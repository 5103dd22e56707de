#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna bench` with its subcommands, each of which puts load on a server.
void AddBenchCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
