// Requests that are valid as they are, for tests to bend.
#pragma once

#include <string>
#include <vector>

#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/projects_service.pb.h"

namespace urna::services {

// Voting is open to be opened from now, 1'750'000'000, for a day.
v1::CreateProcessRequest NewProcess(const std::string& id);
v1::CreateAreaRequest NewArea(const std::string& process, const std::string& id);
// Approval, greedy, in the area "north", 10,000 euros.
v1::CreateContestRequest NewContest(const std::string& process, const std::string& id);
// Of 3,000 euros.
v1::CreateProjectRequest NewProject(const std::string& process, const std::string& contest,
                                    const std::string& id);
// One code registrar. Contests by their ids.
v1::CreateElectorateRequest NewElectorate(const std::string& process, const std::string& id,
                                          const std::vector<std::string>& contests);
v1::CreateRegistrarRequest NewRegistrar(const std::string& process, const std::string& id,
                                        const std::string& signing_key);
v1::CreateAuthorityRequest NewAuthority(const std::string& process, const std::string& id,
                                        const std::string& signing_key);
// The public half of a fresh Ed25519 key.
std::string NewSigningKey();

}  // namespace urna::services
