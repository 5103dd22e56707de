#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/audit.h"
#include "ledger/bundle.h"

namespace urna::cli {

// Adds `urna verify BUNDLE` (exit 0 only if all steps hold, 1 with the first failing one named, 2
// if the bundle cannot be read) and `urna bundle fetch`.
void AddAuditCommands(CLI::App& app, int& exit_code);

// NOT_FOUND for a folder that holds nothing of a bundle.
absl::StatusOr<ledger::Bundle> OpenBundle(const std::string& folder);

// Verifies a bundle; tells each step as it is done, where it is given somebody to tell.
using StepListener = std::function<void(const ledger::AuditStep&)>;
absl::StatusOr<ledger::AuditReport> VerifyBundle(const std::string& folder,
                                                 ledger::AuditOptions options,
                                                 const StepListener& tell = {});

}  // namespace urna::cli
