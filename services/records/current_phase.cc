#include "services/records/current_phase.h"

#include <optional>

#include "services/records/phases.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

std::optional<v1::Phase> LoggedPhase(const LogRegistry& logs, std::string_view process) {
  if (const std::shared_ptr<ProcessLog> log = logs.FindActive(process)) {
    return log->WithState(PhaseOf);
  }
  if (logs.IsTallied(process)) return v1::PHASE_TALLIED;
  return std::nullopt;
}

}  // namespace

absl::StatusOr<v1::Phase> CurrentPhase(const storage::Reader& store, const LogRegistry& logs,
                                       std::string_view process) {
  if (const std::optional<v1::Phase> logged = LoggedPhase(logs, process)) return *logged;
  absl::StatusOr<v1::Process> stored = ReadResource<v1::Process>(store, process);
  if (!stored.ok()) return stored.status();
  return stored->phase();
}

void SetCurrentPhase(const LogRegistry& logs, v1::Process& process) {
  if (const std::optional<v1::Phase> logged = LoggedPhase(logs, process.name())) {
    process.set_phase(*logged);
  }
}

}  // namespace urna::services
