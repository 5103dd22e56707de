#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/audit.h"

namespace urna::cli {

// Adds `urna verify BUNDLE` (exit 0 only if all steps hold, 1 with the first failing one named, 2
// if the bundle cannot be read) and `urna bundle fetch`.
void AddAuditCommands(CLI::App& app, int& exit_code);

// Verifies a bundle; tells each step on standard output unless `quiet`.
absl::StatusOr<ledger::AuditReport> VerifyBundle(const std::string& folder,
                                                 ledger::AuditOptions options, bool quiet);

}  // namespace urna::cli
