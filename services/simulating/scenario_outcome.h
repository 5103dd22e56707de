// What a scenario comes to, as it is told.
#pragma once

#include <string>

#include "tallying/profile.h"
#include "tallying/simulation.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::services {

// `profile` is the one that was counted; its budget does not matter.
v1::ScenarioOutcome ToOutcome(const std::string& label, const tallying::Profile& profile,
                              const tallying::Simulated& simulated);

}  // namespace urna::services
