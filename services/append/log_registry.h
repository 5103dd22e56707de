// The logs that this server holds.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/append/process_log.h"

namespace urna::services {

// Thread-safe.
class LogRegistry {
 public:
  // ALREADY_EXISTS when the process has a log.
  absl::Status Add(std::shared_ptr<ProcessLog> log);
  // By resource name, `processes/{process}`. Null where the process is not sealed.
  std::shared_ptr<ProcessLog> Find(std::string_view process) const;
  // FAILED_PRECONDITION (NOT_SEALED) where the process is not sealed.
  absl::StatusOr<std::shared_ptr<ProcessLog>> Get(std::string_view process) const;
  // In no particular order.
  std::vector<std::shared_ptr<ProcessLog>> All() const;

 private:
  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<ProcessLog>> logs_;  // guarded by mutex_
};

}  // namespace urna::services
