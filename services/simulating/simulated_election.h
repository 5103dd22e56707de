// The ballots that a simulation counts.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "storage/store.h"
#include "tallying/profile.h"
#include "tallying/stop.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::services {

struct SimulatedElection {
  tallying::Profile profile;
  // ISO 4217; empty where nobody says.
  std::string currency;
};

// From the file or the contest that the request names; one of them must be set. INVALID_ARGUMENT
// with the path of the field for what is no election, or is one beyond the limits of a simulation;
// NOT_FOUND where there is no such contest; CANCELLED where `stop` said so.
absl::StatusOr<SimulatedElection> MakeElection(const storage::Reader& store,
                                               const v1::SimulateRequest& request,
                                               const tallying::StopAsked& stop);

}  // namespace urna::services
