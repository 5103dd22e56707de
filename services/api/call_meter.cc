#include "services/api/call_meter.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "services/base/errors.h"
#include "services/base/events.h"

namespace urna::services {
namespace {

bool IsOwnFailure(absl::StatusCode code) {
  switch (code) {
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

void Raise(std::atomic<double>& most, double value) {
  double before = most.load(std::memory_order_relaxed);
  while (before < value && !most.compare_exchange_weak(before, value, std::memory_order_relaxed)) {
  }
}

template <typename Meter>
absl::flat_hash_map<std::string, std::unique_ptr<Meter>> MakeMeters(
    const std::vector<std::string>& names) {
  absl::flat_hash_map<std::string, std::unique_ptr<Meter>> meters;
  for (const std::string& name : names) meters.emplace(name, std::make_unique<Meter>());
  return meters;
}

}  // namespace

CallMeter::CallMeter(const std::vector<std::string>& methods)
    : meters_(MakeMeters<MethodMeter>(methods)) {}

void CallMeter::Note(std::string_view method, const absl::Status& status, absl::Time begin) {
  const absl::Duration took = absl::Now() - begin;
  if (IsTold(Severity::kDebug)) {
    TellOperator(Severity::kDebug, "call",
                 {{"method", method},
                  {"code", absl::StatusCodeToString(status.code())},
                  {"reason", ErrorReason(status)},
                  {"milliseconds", absl::ToDoubleMilliseconds(took)}});
  }
  const auto found = meters_.find(absl::string_view(method.data(), method.size()));
  if (found == meters_.end()) return;
  MethodMeter& meter = *found->second;
  meter.by_code[static_cast<std::size_t>(status.code())].Add();
  const double seconds = absl::ToDoubleSeconds(took);
  meter.seconds.Observe(seconds);
  Raise(meter.longest, seconds);
}

CallMeter::Sum CallMeter::SumOf(const MethodMeter& meter) {
  Sum sum;
  for (std::size_t code = 0; code < kCodes; ++code) {
    const std::uint64_t calls = meter.by_code[code].value();
    sum.calls += calls;
    if (code == 0) continue;
    (IsOwnFailure(static_cast<absl::StatusCode>(code)) ? sum.failed : sum.refused) += calls;
  }
  sum.seconds = meter.seconds.Read().sum;
  return sum;
}

void CallMeter::Tell(absl::Time now) {
  const MutexLock lock(mutex_);
  if (now < next_) return;
  next_ = now + kInterval;
  for (const auto& [method, meter] : meters_) {
    const Sum sum = SumOf(*meter);
    const Sum before = std::exchange(told_[method], sum);
    const std::uint64_t calls = sum.calls - before.calls;
    if (calls == 0) continue;
    TellOperator(
        Severity::kInfo, "calls",
        {{"method", method},
         {"calls", static_cast<std::int64_t>(calls)},
         {"refused", static_cast<std::int64_t>(sum.refused - before.refused)},
         {"failed", static_cast<std::int64_t>(sum.failed - before.failed)},
         {"mean_milliseconds", 1000 * (sum.seconds - before.seconds) / static_cast<double>(calls)},
         {"longest_milliseconds", 1000 * meter->longest.exchange(0)}});
  }
}

void CallMeter::Measure(Measurements& out) const {
  Family<double> calls{
      "urna_calls_total", "Calls by method and by the code that they were answered with.", {}};
  Family<HistogramReading> seconds{
      "urna_call_seconds", "From when a call began until its answer was there.", {}};
  for (const auto& [method, meter] : meters_) {
    HistogramReading reading = meter->seconds.Read();
    if (reading.count == 0) continue;
    seconds.samples.push_back({{{"method", method}}, std::move(reading)});
    for (std::size_t code = 0; code < kCodes; ++code) {
      const std::uint64_t count = meter->by_code[code].value();
      // That of those which go well is there from the first call on: rates are taken of it.
      if (count == 0 && code != 0) continue;
      calls.samples.push_back(
          {{{"method", method},
            {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}},
           static_cast<double>(count)});
    }
  }
  out.counters.push_back(std::move(calls));
  out.histograms.push_back(std::move(seconds));
}

}  // namespace urna::services
