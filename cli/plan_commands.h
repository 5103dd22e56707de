#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Each adds its group to `urna process`; exit codes as AddProcessCommand.
void AddMandateCommand(CLI::App& process, int& exit_code);
void AddCalendarCommand(CLI::App& process, int& exit_code);
void AddFormCommand(CLI::App& process, int& exit_code);
void AddJournalCommand(CLI::App& process, int& exit_code);

}  // namespace urna::cli
