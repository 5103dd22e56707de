// What a manifest does not protect against, in numbers (section 2 of docs/protocol.md): shown to
// whoever signs it, and part of every report.
#pragma once

#include <string>
#include <vector>

#include "urna/v1/config.pb.h"

namespace urna::ledger {

// One sentence each, for people. The configuration must be valid.
std::vector<std::string> StatedLimits(const v1::Config& config);

}  // namespace urna::ledger
