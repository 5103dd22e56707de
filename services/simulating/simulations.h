// Rules and envelopes, tried on ballots before anybody votes.
#pragma once

#include "absl/status/status.h"
#include "services/base/clock.h"
#include "storage/store.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::services {

// Thread-safe. Reads drafts and keeps nothing.
class Simulations {
 public:
  // Both must outlive this object.
  Simulations(const storage::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // INVALID_ARGUMENT names all fields that are wrong. Once kSimulationTime has passed by the clock, it
  // ends within a moment: RESOURCE_EXHAUSTED (SIMULATION_TOO_LONG).
  absl::Status Simulate(const v1::SimulateRequest& request, v1::SimulateResponse& response) const;

 private:
  const storage::Store& store_;
  const Clock& clock_;
};

}  // namespace urna::services
