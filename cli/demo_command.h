#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna demo FILE.pb`: the whole life of a process over real gRPC on loopback. Exit 0 only
// when every ballot is in the log, the bundle verifies and the outcome is that of the file; 1 when
// anything differs, 2 for a file that cannot be voted on.
void AddDemoCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
