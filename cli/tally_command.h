#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/counting_choice.h"

namespace urna::cli {

// What `urna tally` was asked to do.
struct TallyOptions {
  std::string file;
  std::string encoding = "utf-8";
  CountingArguments counting;
  bool json = false;
  bool trace = false;
  bool explain = false;
  std::string language;  // "fr", "en", or empty for the file's
  std::string html;      // where to write the report; empty: nowhere
};

// Adds `urna tally FILE.pb [--rule RULE] [--param name=value ...] [--tie-break ORDER]
// [--lot-seed HEX] [--lang fr|en] [--json] [--trace] [--explain] [--html REPORT.html]`: counts an
// election from a Pabulib file. When it is the command given, *exit_code becomes 0, or 2 for bad
// input, with what was expected (and where, for a file) on stderr.
//
// Adds its companions as well: `urna compare` (compare_command.h), `urna simulate`
// (simulate_command.h) and `urna pabulib` (pabulib_command.h).
void AddTallyCommand(CLI::App& app, int& exit_code);

int RunTally(const TallyOptions& options);

}  // namespace urna::cli
