// A process while it may still be changed.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "storage/store.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// The stored process; FAILED_PRECONDITION (PROCESS_NOT_IN_DRAFT) unless it may be changed.
absl::StatusOr<v1::Process> ReadDraft(const storage::Reader& store, std::string_view process);

}  // namespace urna::services
