#include "services/api/stream_limits.h"

namespace urna::services {

std::unique_ptr<StreamLimits::Place> StreamLimits::Enter(const std::string& source) {
  {
    const MutexLock lock(mutex_);
    if (all_ == most_) return nullptr;
    std::size_t& of_source = by_source_[source];
    if (of_source == most_of_source_) return nullptr;
    ++of_source;
    ++all_;
  }
  return std::make_unique<Place>(*this, source);
}

void StreamLimits::Leave(const std::string& source) {
  const MutexLock lock(mutex_);
  --all_;
  const auto found = by_source_.find(source);
  if (--found->second == 0) by_source_.erase(found);
}

}  // namespace urna::services
