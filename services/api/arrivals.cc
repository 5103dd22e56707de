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
      victim = TakeVictim(source, now);
      if (victim == nullptr) return nullptr;
    }
    by_source_[source].push_back(message);
    ++all_;
  }
  // Not under the lock: to cut a call off may end it on this very thread.
  if (victim != nullptr) victim->watch->Cut();
  return std::make_unique<Place>(*this, std::move(message));
}

std::shared_ptr<Arrivals::Message> Arrivals::TakeVictim(const std::string& source, absl::Time now) {
  const auto most =
      std::max_element(by_source_.begin(), by_source_.end(), [](const auto& a, const auto& b) {
        const std::size_t size_a = a.second.size(), size_b = b.second.size();
        // Of sources with as many, the one whose first began first.
        return size_a != size_b ? size_a < size_b
                                : a.second.front()->begin > b.second.front()->begin;
      });
  std::shared_ptr<Message> oldest = most->second.front();
  const auto own = by_source_.find(source);
  const std::size_t held = own == by_source_.end() ? 0 : own->second.size();
  const bool has_more = most->second.size() >= held + 2;
  const bool displaces_its_own = most == own && held > std::max<std::size_t>(1, most_ / 8);
  if (!has_more && !displaces_its_own && now < oldest->begin + kArrivalTime) return nullptr;
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
