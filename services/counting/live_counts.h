// The counts that are under way, one of each contest.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "concurrency/mutex.h"
#include "services/append/log_registry.h"
#include "services/counting/live_count.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe.
class LiveCounts {
 public:
  // `store` must outlive this object.
  explicit LiveCounts(storage::Store& store) : store_(store) {}

  // The same one whenever it is asked for, until it is forgotten.
  std::shared_ptr<LiveCount> Of(const std::shared_ptr<ProcessLog>& log, ledger::ContestId contest)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Those of processes whose outcomes are all in their logs.
  void ForgetTallied(const LogRegistry& logs) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  storage::Store& store_;
  Mutex mutex_;
  // By `processes/{process}` and the contest's number.
  std::map<std::pair<std::string, std::uint32_t>, std::shared_ptr<LiveCount>> counts_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
