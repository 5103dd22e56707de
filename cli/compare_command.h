#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `urna compare FILE.pb [--rule RULE[:name=value,...] ...] [--tie-break ORDER] [--json]
// [--html FILE]`: counts one election under several rules and sets the outcomes side by side. Ties
// are broken as for `urna tally`, a rule that the file names is not counted unless asked for.
// *exit_code becomes 0, or 2 for bad input.
void AddCompareCommand(CLI::App& app, int& exit_code);

}  // namespace urna::cli
