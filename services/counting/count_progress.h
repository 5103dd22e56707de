// How far the count of a closed process has come.
#pragma once

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "storage/store.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {

// FAILED_PRECONDITION (NOT_CLOSED) before the closing.
absl::Status GetCount(const storage::Reader& store, LogRegistry& logs,
                      const v1::GetCountRequest& request, v1::Count& response);

}  // namespace urna::services
