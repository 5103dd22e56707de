#include "services/append/log_registry.h"

#include <mutex>
#include <utility>

#include "ledger/errors.h"

namespace urna::services {

absl::Status LogRegistry::Add(std::shared_ptr<ProcessLog> log) {
  const std::string process = log->manifest().config().process();
  const std::lock_guard lock(mutex_);
  if (!logs_.try_emplace(process, std::move(log)).second) {
    return ledger::Refusal(absl::StatusCode::kAlreadyExists, "ALREADY_SEALED",
                           "the process has a log");
  }
  return absl::OkStatus();
}

std::shared_ptr<ProcessLog> LogRegistry::Find(std::string_view process) const {
  const std::shared_lock lock(mutex_);
  const auto found = logs_.find(std::string(process));
  return found == logs_.end() ? nullptr : found->second;
}

absl::StatusOr<std::shared_ptr<ProcessLog>> LogRegistry::Get(std::string_view process) const {
  std::shared_ptr<ProcessLog> log = Find(process);
  if (log == nullptr) {
    return ledger::Refusal(absl::StatusCode::kFailedPrecondition, "NOT_SEALED",
                           "there is no such process, or it is not sealed yet");
  }
  return log;
}

std::vector<std::shared_ptr<ProcessLog>> LogRegistry::All() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<ProcessLog>> logs;
  for (const auto& [process, log] : logs_) logs.push_back(log);
  return logs;
}

}  // namespace urna::services
