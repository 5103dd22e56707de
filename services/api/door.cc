#include "services/api/door.h"

namespace urna::services {

bool MessageBudget::Take(const std::string& source, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  const auto taken = taken_.find(source);
  const std::uint64_t before = taken == taken_.end() ? 0 : taken->second;
  if (bytes > left_ || (before > 0 && before + bytes > of_source_)) return false;
  left_ -= bytes;
  taken_[source] = before + bytes;
  return true;
}

void MessageBudget::GiveBack(const std::string& source, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  left_ += bytes;
  const auto taken = taken_.find(source);
  taken->second -= bytes;
  if (taken->second == 0) taken_.erase(taken);
}

}  // namespace urna::services
