// The log of a process that a request names.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/append/log_registry.h"

namespace urna::services {

// INVALID_ARGUMENT at `field` unless `process` is the name of a process; as LogRegistry::Get.
absl::StatusOr<std::shared_ptr<ProcessLog>> FindNamedLog(LogRegistry& logs,
                                                         std::string_view process,
                                                         std::string_view field);

// For whatever would be appended, and without opening anything: FAILED_PRECONDITION (ALREADY_COUNTED)
// where every outcome is in the log.
absl::StatusOr<std::shared_ptr<ProcessLog>> FindActiveLog(LogRegistry& logs,
                                                          std::string_view process,
                                                          std::string_view field);

}  // namespace urna::services
