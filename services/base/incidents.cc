#include "services/base/incidents.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "absl/random/random.h"
#include "services/base/events.h"

namespace urna::services {
namespace {

constexpr std::size_t kMostRecent = 64;

}  // namespace

std::string Incidents::Of(const absl::Status& status, absl::Time now) {
  const MutexLock lock(mutex_);
  while (!recent_.empty() && recent_.front().begin + kTogether <= now) recent_.pop_front();
  const std::string text = status.ToString();
  const auto known = std::find_if(recent_.begin(), recent_.end(),
                                  [&](const Incident& one) { return one.status == text; });
  if (known != recent_.end()) return known->name;
  absl::BitGen random;
  const std::string name = fmt::format("{:016x}", absl::Uniform<std::uint64_t>(random));
  TellOperator(Severity::kError, "fault", {{"incident", name}, {"status", text}});
  if (recent_.size() == kMostRecent) recent_.pop_front();
  recent_.push_back({text, name, now});
  return name;
}

}  // namespace urna::services
