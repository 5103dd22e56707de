// Where a sealed process is in its life, as its log says. Nothing of it is stored.
#pragma once

#include "ledger/election_state.h"
#include "urna/v1/resources.pb.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {

// What comes next for a contest of a closed process.
v1::CountState CountStateOf(const ledger::ElectionState& state, ledger::ContestId contest);

// Whether shares of a lot are awaited for the contest.
bool NeedsLot(const ledger::ElectionState& state, ledger::ContestId contest);

v1::Phase PhaseOf(const ledger::ElectionState& state);

}  // namespace urna::services
