#include "services/api/arrivals.h"

#include <algorithm>
#include <utility>

#include "services/base/limits.h"

namespace urna::services {

std::unique_ptr<Arrivals::Place> Arrivals::Enter(const std::string& source,
                                                 std::shared_ptr<Watchdog::Watch> watch,
                                                 absl::Time now) {
  std::shared_ptr<Message> victim;
  auto message = std::make_shared<Message>(Message{source, std::move(watch), now});
  {
    const MutexLock lock(mutex_);
    if (all_ == most_) {
      victim = TakeVictim(now);
      if (victim == nullptr) return nullptr;
    }
    by_source_[source].push_back(message);
    ++all_;
  }
  // Not under the lock: to cut a call off may end it on this very thread.
  if (victim != nullptr) victim->watch->Cut();
  return std::make_unique<Place>(*this, std::move(message));
}

std::shared_ptr<Arrivals::Message> Arrivals::TakeVictim(absl::Time now) {
  const auto most =
      std::max_element(by_source_.begin(), by_source_.end(), [](const auto& a, const auto& b) {
        return a.second.size() < b.second.size();
      });
  std::shared_ptr<Message> oldest = most->second.front();
  const bool is_many = most->second.size() > std::max<std::size_t>(1, most_ / 8);
  if (!is_many && now < oldest->begin + kArrivalTime) return nullptr;
  Remove(*oldest);
  return oldest;
}

void Arrivals::Remove(Message& message) {
  const auto of_source = by_source_.find(message.source);
  of_source->second.remove_if([&](const auto& one) { return one.get() == &message; });
  if (of_source->second.empty()) by_source_.erase(of_source);
  --all_;
  message.is_over = true;
}

void Arrivals::Leave(Message& message) {
  const MutexLock lock(mutex_);
  if (!message.is_over) Remove(message);
}

}  // namespace urna::services
