// The append path without gRPC: what a ballot costs from its bytes to its receipt, verification and
// fsync included. Clients are simulated by threads that keep some ballots under way each.
#include <benchmark/benchmark.h>

#include <atomic>
#include <semaphore>
#include <vector>

#include "voting_log.h"

namespace urna::services {
namespace {

// range(0): ballots under way at any time.
void CastBallots(benchmark::State& state) {
  const auto& ballots = Ballots();
  for (auto _ : state) {
    state.PauseTiming();
    VotingLog vote;
    if (!vote.Open().ok()) {
      state.SkipWithError("the log cannot be opened");
      break;
    }
    std::counting_semaphore<> under_way(state.range(0));
    std::atomic<std::size_t> receipts = 0;
    state.ResumeTiming();
    crypto::ParallelFor(ballots.size(), kThreads,
                        [&](std::size_t begin, std::size_t end, std::size_t) {
                          for (std::size_t i = begin; i < end; ++i) {
                            under_way.acquire();
                            vote.log().CastBallot(ballots[i], [&](Acknowledgement answer) {
                              if (answer.ok()) receipts += answer->Serialize().empty() ? 0 : 1;
                              under_way.release();
                            });
                          }
                        });
    vote.Close();
    state.PauseTiming();
    if (receipts != ballots.size()) state.SkipWithError("not every ballot got a receipt");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kBallots);
}
BENCHMARK(CastBallots)
    ->Arg(1)
    ->Arg(64)
    ->Arg(512)
    ->Iterations(1)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace urna::services

BENCHMARK_MAIN();
