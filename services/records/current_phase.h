// Where a process is now: as its log says, or as it lies in the store while it has none.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/append/log_registry.h"
#include "storage/store.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Of `process`, a resource name. NOT_FOUND (RESOURCE_NOT_FOUND). Reads, and never appends.
absl::StatusOr<v1::Phase> CurrentPhase(const storage::Reader& store, const LogRegistry& logs,
                                       std::string_view process);

// Sets the phase of a process that was read from the store.
void SetCurrentPhase(const LogRegistry& logs, v1::Process& process);

}  // namespace urna::services
