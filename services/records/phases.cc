#include "services/records/phases.h"

#include <algorithm>

namespace urna::services {

bool NeedsLot(const ledger::ElectionState& state, ledger::ContestId contest) {
  return state.manifest().contest(contest).rule().tie_break() == v1::TIE_BREAK_LOT &&
         !state.HasTooFewBallots(contest);
}

v1::CountState CountStateOf(const ledger::ElectionState& state, ledger::ContestId contest) {
  const ledger::ContestArtefacts& artefacts = state.artefacts(contest);
  const std::size_t threshold = state.manifest().threshold();
  if (artefacts.outcome) return v1::COUNT_STATE_DONE;
  const bool counted = state.IsCounted(contest);
  if (counted && artefacts.mixes.size() < threshold) return v1::COUNT_STATE_MIXING;
  if ((counted && artefacts.decryptions.size() < threshold) ||
      (NeedsLot(state, contest) && artefacts.lots.size() < threshold)) {
    return v1::COUNT_STATE_DECRYPTING;
  }
  return v1::COUNT_STATE_TALLYING;
}

v1::Phase PhaseOf(const ledger::ElectionState& state) {
  switch (state.stage()) {
    case ledger::Stage::kEmpty:
      return v1::PHASE_SEALING;
    case ledger::Stage::kSealed:
      return v1::PHASE_SEALED;
    case ledger::Stage::kVoting:
      return v1::PHASE_VOTING;
    case ledger::Stage::kClosed:
      break;
  }
  v1::CountState least = v1::COUNT_STATE_DONE;
  for (std::uint32_t c = 0; c < state.manifest().contests(); ++c) {
    least = std::min(least, CountStateOf(state, ledger::ContestId{c}));
  }
  switch (least) {
    case v1::COUNT_STATE_MIXING:
      return v1::PHASE_CLOSED;
    case v1::COUNT_STATE_DECRYPTING:
      return v1::PHASE_MIXED;
    case v1::COUNT_STATE_TALLYING:
      return v1::PHASE_DECRYPTED;
    default:
      return v1::PHASE_TALLIED;
  }
}

}  // namespace urna::services
