// What a manifest does not protect against, in numbers (section 2 of docs/protocol.md): shown to
// whoever signs it, and part of every report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "urna/v1/config.pb.h"

namespace urna::ledger {

struct LimitNumbers {
  std::uint32_t trustees, authorities;
  // Who can read chosen ballots together with the server, and every ballot together.
  std::uint32_t readers, reading_authorities, all_readers;
  // Who can prevent the closing.
  std::uint32_t stoppers;
};
LimitNumbers NumbersOf(const v1::Config& config);

// One sentence each, for people. The configuration must be valid.
std::vector<std::string> StatedLimits(const v1::Config& config);

}  // namespace urna::ledger
