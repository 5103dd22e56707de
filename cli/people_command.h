// `urna people …`: accounts of people who log in, for administrators.
#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

void AddPeopleCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
