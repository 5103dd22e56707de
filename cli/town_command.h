// `urna town`: a server's store with a demonstration town in it.
#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

void AddTownCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
