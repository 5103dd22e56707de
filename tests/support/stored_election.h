// An election that was made by itself, as a server's store holds it while people vote: without the
// minute that all parties would take to make one through the API.
#pragma once

#include "storage/store.h"
#include "support/election_fixture.h"

namespace urna::services {

// Sealed and open. Throws where the store refuses.
void PutOpenElection(storage::Store& store, const ledger::ElectionFixture& election);

}  // namespace urna::services
