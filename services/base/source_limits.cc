#include "services/base/source_limits.h"

#include <algorithm>

namespace urna::services {

bool SourceLimits::Take(std::string_view source, std::size_t most) {
  const MutexLock lock(mutex_);
  const absl::Time now = clock_.Now();
  if (hours_.size() >= kSources && !hours_.contains(std::string(source))) {
    absl::erase_if(hours_, [now](const auto& one) { return one.second.begin + kWhile <= now; });
    if (hours_.size() >= kSources) {
      hours_.erase(
          std::ranges::min_element(hours_, {}, [](const auto& one) { return one.second.begin; }));
    }
  }
  Hour& hour = hours_.try_emplace(std::string(source), Hour{now}).first->second;
  if (hour.begin + kWhile <= now) hour = {now};
  if (hour.count >= most) return false;
  ++hour.count;
  return true;
}

}  // namespace urna::services
