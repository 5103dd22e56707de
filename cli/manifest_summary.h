// What a person reads before signing a manifest.
#pragma once

#include <string>

#include "ledger/manifest.h"

namespace urna::cli {

// Everything that decides about votes, in lines for a terminal: parties and thresholds, policies,
// contests with every project and parameter, electorates, and what the manifest does not protect
// against. Texts of the manifest are escaped: nothing in them can pass for a line of ours.
std::string Summarize(const ledger::Manifest& manifest);

// Two lines that say which manifest it is, for those who have read it before.
std::string Headline(const ledger::Manifest& manifest);

}  // namespace urna::cli
