#include "services/api/places.h"

#include <algorithm>
#include <utility>

namespace urna::services {

std::unique_ptr<Places::Place> Places::Enter(const std::string& source,
                                             std::shared_ptr<Watchdog::Watch> watch,
                                             absl::Time now) {
  std::shared_ptr<Holder> victim;
  auto holder = std::make_shared<Holder>(Holder{source, std::move(watch), now});
  {
    const MutexLock lock(mutex_);
    const auto own = sources_.find(source);
    if (own != sources_.end() && own->second.held >= rules_.most_of_source) return nullptr;
    if (all_ == rules_.most) {
      victim = TakeVictim(source, now);
      if (victim == nullptr) return nullptr;
    }
    Source& of_source = sources_[source];
    of_source.loose.push_back(holder);
    ++of_source.held;
    ++all_;
  }
  // Not under the lock: to cut a call off may end it on this very thread.
  if (victim != nullptr) victim->watch->Cut();
  return std::make_unique<Place>(*this, std::move(holder));
}

std::shared_ptr<Places::Holder> Places::TakeVictim(const std::string& source, absl::Time now) {
  const auto most =
      std::max_element(sources_.begin(), sources_.end(), [](const auto& a, const auto& b) {
        const std::size_t size_a = a.second.loose.size(), size_b = b.second.loose.size();
        // Of sources with as many, the one whose first began first.
        if (size_a != size_b || size_a == 0) return size_a < size_b;
        return a.second.loose.front()->begin > b.second.loose.front()->begin;
      });
  if (most->second.loose.empty()) return nullptr;
  std::shared_ptr<Holder> oldest = most->second.loose.front();
  const auto own = sources_.find(source);
  const std::size_t held = own == sources_.end() ? 0 : own->second.held;
  const bool has_more = most->second.loose.size() >= held + 2;
  const bool displaces_its_own = most == own && held > std::max<std::size_t>(1, rules_.most / 8);
  if (!has_more && !displaces_its_own && now < oldest->begin + rules_.safe) return nullptr;
  Remove(*oldest);
  return oldest;
}

void Places::Keep(Holder& holder) {
  const MutexLock lock(mutex_);
  if (holder.is_over || holder.is_kept) return;
  sources_.find(holder.source)->second.loose.remove_if([&](const auto& one) {
    return one.get() == &holder;
  });
  holder.is_kept = true;
}

void Places::Remove(Holder& holder) {
  const auto of_source = sources_.find(holder.source);
  if (!holder.is_kept) {
    of_source->second.loose.remove_if([&](const auto& one) { return one.get() == &holder; });
  }
  if (--of_source->second.held == 0) sources_.erase(of_source);
  --all_;
  holder.is_over = true;
}

void Places::Leave(Holder& holder) {
  const MutexLock lock(mutex_);
  if (!holder.is_over) Remove(holder);
}

}  // namespace urna::services
