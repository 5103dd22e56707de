// The steps of an audit, in words for people.
#pragma once

#include <cstdint>
#include <string>

#include "cli/people_text.h"
#include "ledger/audit.h"

namespace urna::cli {

// A step's line. What does not hold is told as docs/protocol.md words it, in English. With
// `details`, below it what was found is told in those words too, with its hashes.
std::string StepLine(const ledger::AuditStep& step, bool details, Language language);

// As a clock on the wall here shows it.
std::string LocalTime(std::uint64_t unix_seconds, Language language);

}  // namespace urna::cli
