#include "services/server/waiting_line.h"

#include <algorithm>
#include <utility>

namespace urna::services {

void WaitingLine::Add(Waiting waiting) {
  if (size_ >= most_) DropOne();
  lines_[waiting.source].push_back(std::move(waiting));
  ++size_;
}

WaitingLine::Waiting WaitingLine::Take() {
  auto line = lines_.upper_bound(last_);
  if (line == lines_.end()) line = lines_.begin();
  last_ = line->first;
  Waiting next = std::move(line->second.front());
  line->second.pop_front();
  if (line->second.empty()) lines_.erase(line);
  --size_;
  return next;
}

void WaitingLine::DropOne() {
  const auto longest = std::max_element(
      lines_.begin(), lines_.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  if (longest == lines_.end()) return;
  longest->second.pop_front();
  if (longest->second.empty()) lines_.erase(longest);
  --size_;
}

}  // namespace urna::services
