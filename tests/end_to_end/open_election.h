// A server's folder as it is when people vote, made without the days that lead there.
#pragma once

#include <string>

#include "services/server/server_config.h"
#include "support/election_fixture.h"

namespace urna::end_to_end {

// An election that is open from long ago until long after any test.
ledger::ElectionShape OpenShape(std::uint32_t voters);

// Makes the store of `config` and seals and opens the election in it. Throws when that fails.
void MakeOpenElection(const services::ServerConfig& config,
                      const ledger::ElectionFixture& election);

}  // namespace urna::end_to_end
