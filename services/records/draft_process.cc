#include "services/records/draft_process.h"

#include <fmt/format.h>

#include "services/base/errors.h"
#include "services/records/method_rule.h"
#include "services/records/resources.h"

namespace urna::services {

absl::StatusOr<v1::Process> ReadDraft(const storage::Reader& store, std::string_view name) {
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store, name);
  if (!process.ok()) return process.status();
  if (!IsUnfrozen(process->phase())) {
    return Error(absl::StatusCode::kFailedPrecondition, "PROCESS_NOT_IN_DRAFT",
                 fmt::format("{} is frozen and can no longer be changed", name));
  }
  return process;
}

}  // namespace urna::services
