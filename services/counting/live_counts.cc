#include "services/counting/live_counts.h"

namespace urna::services {

std::shared_ptr<LiveCount> LiveCounts::Of(const std::shared_ptr<ProcessLog>& log,
                                          ledger::ContestId contest) {
  const MutexLock lock(mutex_);
  std::shared_ptr<LiveCount>& count =
      counts_[{log->manifest().config().process(), ledger::Number(contest)}];
  if (count == nullptr) count = std::make_shared<LiveCount>(log, contest, store_);
  return count;
}

void LiveCounts::ForgetTallied(const LogRegistry& logs) {
  const MutexLock lock(mutex_);
  std::erase_if(counts_, [&logs](const auto& count) { return logs.IsTallied(count.first.first); });
}

}  // namespace urna::services
