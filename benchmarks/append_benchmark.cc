// The append path without gRPC: what a ballot costs from its bytes to its receipt, verification and
// fsync included. Clients are simulated by threads that keep some ballots under way each.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

#include "crypto/parallel.h"
#include "services/append/process_log.h"
#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"
#include "support/election_fixture.h"

namespace urna::services {
namespace {

constexpr std::uint32_t kBallots = 10000;
constexpr int kThreads = 2;

const ledger::ElectionFixture& Election() {
  static const auto& election = *new ledger::ElectionFixture(ledger::ElectionFixture::Make(
      {.voters = kBallots, .opening_time = 1'000'000'000, .closing_time = 4'000'000'000}));
  return election;
}

// One of each voter; made once.
const std::vector<crypto::Bytes>& Ballots() {
  static const auto& ballots = *new std::vector<crypto::Bytes>([] {
    std::vector<crypto::Bytes> made(kBallots);
    crypto::ParallelFor(kBallots, kThreads, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t v = begin; v < end; ++v) {
        const auto voter = static_cast<std::uint32_t>(v);
        made[v] = Election().Ballot(voter, {voter % 4});
      }
    });
    return made;
  }());
  return ballots;
}

// A folder that is gone afterwards.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("urna_append_benchmark_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string store() const { return (path_ / "store").string(); }

 private:
  const std::filesystem::path path_;
};

// range(0): ballots under way at any time.
void CastBallots(benchmark::State& state) {
  const auto& ballots = Ballots();
  const SystemClock clock;
  for (auto _ : state) {
    state.PauseTiming();
    const Folder folder;
    const auto store = storage::OpenRocksStore(
        {.path = folder.store(), .create = true, .families = FamilyNames()});
    auto log = ProcessLog::Open({.store = store->get(),
                                 .manifest = Election().manifest(),
                                 .rolls = Election().rolls(),
                                 .log_key = Election().LogSigningKey(),
                                 .clock = &clock});
    if (!log.ok() || !(*log)->Seal().ok() || !(*log)->Append(Election().OpenLeaf()).ok()) {
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
                            (*log)->CastBallot(ballots[i], [&](Acknowledgement answer) {
                              if (answer.ok()) receipts += answer->Serialize().empty() ? 0 : 1;
                              under_way.release();
                            });
                          }
                        });
    log->reset();
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
