// What it costs a call to be counted, beside the sums under one lock that were there before.
#include <benchmark/benchmark.h>

#include <map>
#include <string>

#include "absl/time/clock.h"
#include "concurrency/mutex.h"
#include "services/api/call_meter.h"
#include "services/api/method_table.h"

namespace urna::services {
namespace {

void CountCalls(benchmark::State& state) {
  static auto& meter = *new CallMeter(MethodNames());
  const absl::Status status;
  for (auto _ : state) meter.Note("CastBallot", status, absl::Now());
}
BENCHMARK(CountCalls)->ThreadRange(1, 8)->UseRealTime();

struct LockedSums {
  Mutex mutex;
  std::map<std::string, absl::Duration, std::less<>> sums ABSL_GUARDED_BY(mutex) = {
      {"CastBallot", absl::ZeroDuration()}};
};

void SumUnderALock(benchmark::State& state) {
  static auto& sums = *new LockedSums();
  for (auto _ : state) {
    const absl::Duration took = absl::Now() - absl::Now();
    const MutexLock lock(sums.mutex);
    sums.sums.find("CastBallot")->second += took;
  }
}
BENCHMARK(SumUnderALock)->ThreadRange(1, 8)->UseRealTime();

void Collect(benchmark::State& state) {
  CallMeter meter(MethodNames());
  for (const std::string& method : MethodNames()) meter.Note(method, absl::OkStatus(), absl::Now());
  for (auto _ : state) {
    Measurements measured;
    meter.Measure(measured);
    benchmark::DoNotOptimize(measured);
  }
}
BENCHMARK(Collect);

}  // namespace
}  // namespace urna::services

BENCHMARK_MAIN();
