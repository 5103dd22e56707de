// What an audit found, in words for people.
#pragma once

#include <string>
#include <vector>

#include "cli/people_text.h"
#include "ledger/audit.h"
#include "ledger/manifest.h"

namespace urna::cli {

// All that follows the steps. `manifest` is the one that was audited, for titles and amounts; null
// where it cannot be had. `receipts` name the kept receipts, in the order of the report's fates.
std::string SummarizeAudit(const ledger::AuditReport& report, const ledger::Manifest* manifest,
                           const std::vector<std::string>& receipts, bool details,
                           Language language);

}  // namespace urna::cli
