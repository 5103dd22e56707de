// Records of the log, byte by byte, as parties sign them that need not keep to the rules.
#pragma once

#include <string_view>
#include <vector>

#include "support/election_fixture.h"

namespace urna::ledger {

// The bytes of a record before its signatures, and the signatures of these authorities under them.
crypto::Bytes WithAuthorities(const ElectionFixture& election, const crypto::Bytes& body,
                              std::string_view purpose, const std::vector<std::uint32_t>& signers);
// The 38 bytes that a record of this type begins with; no contest where none is given.
crypto::Bytes HeaderOf(const ElectionFixture& election, std::uint8_t type,
                       std::uint32_t contest = 0xffffffff);

}  // namespace urna::ledger
