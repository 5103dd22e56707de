#include "services/api/call_meter.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "services/base/errors.h"
#include "services/base/events.h"

namespace urna::services {
namespace {

bool IsOwnFailure(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

}  // namespace

void CallMeter::Note(std::string_view method, const absl::Status& status, absl::Time begin) {
  const absl::Duration took = absl::Now() - begin;
  if (IsTold(Severity::kDebug)) {
    TellOperator(Severity::kDebug, "call",
                 {{"method", method},
                  {"code", absl::StatusCodeToString(status.code())},
                  {"reason", ErrorReason(status)},
                  {"milliseconds", absl::ToDoubleMilliseconds(took)}});
  }
  const MutexLock lock(mutex_);
  auto found = sums_.find(method);
  if (found == sums_.end()) found = sums_.emplace(std::string(method), Sum()).first;
  Sum& sum = found->second;
  ++sum.calls;
  if (!status.ok()) ++(IsOwnFailure(status) ? sum.failed : sum.refused);
  sum.all += took;
  sum.longest = std::max(sum.longest, took);
}

void CallMeter::Tell(absl::Time now) {
  std::map<std::string, Sum, std::less<>> sums;
  {
    const MutexLock lock(mutex_);
    if (now < next_) return;
    next_ = now + kInterval;
    sums.swap(sums_);
  }
  for (const auto& [method, sum] : sums) {
    TellOperator(Severity::kInfo, "calls",
                 {{"method", method},
                  {"calls", sum.calls},
                  {"refused", sum.refused},
                  {"failed", sum.failed},
                  {"mean_milliseconds",
                   absl::ToDoubleMilliseconds(sum.all) / static_cast<double>(sum.calls)},
                  {"longest_milliseconds", absl::ToDoubleMilliseconds(sum.longest)}});
  }
}

}  // namespace urna::services
