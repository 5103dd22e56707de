// An election whose configuration all parties have sealed as a row changes it.
#pragma once

#include <functional>
#include <string>

#include "tampering/rows/all.h"
#include "tampering/rows/resealing.h"

namespace urna::ledger {

Row SealedConfig(std::string name, const Course& (*course)(),
                 std::function<void(v1::Config&)> change);
// Of Small.
Row SealedConfig(std::string name, std::function<void(v1::Config&)> change);

inline v1::ContestConfig& FirstContest(v1::Config& config) { return *config.mutable_contests(0); }
inline v1::ProjectConfig& FirstProject(v1::Config& config) {
  return *FirstContest(config).mutable_projects(0);
}

}  // namespace urna::ledger
