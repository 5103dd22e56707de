#include "services/records/named_log.h"

#include "services/base/errors.h"
#include "services/base/resource_name.h"

namespace urna::services {

absl::StatusOr<std::shared_ptr<ProcessLog>> FindNamedLog(LogRegistry& logs,
                                                         std::string_view process,
                                                         std::string_view field) {
  const absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, process, field);
  if (!name.ok()) return name.status();
  return logs.Get(name->text());
}

absl::StatusOr<std::shared_ptr<ProcessLog>> FindActiveLog(LogRegistry& logs,
                                                          std::string_view process,
                                                          std::string_view field) {
  if (logs.IsTallied(process)) {
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_COUNTED",
                 "every outcome is in the log: nothing is added to it any more");
  }
  return FindNamedLog(logs, process, field);
}

}  // namespace urna::services
