#include "cli/cast_round.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <utility>

#include "cli/client/errors.h"
#include "concurrency/first_error.h"
#include "ledger/errors.h"

namespace urna::cli {
namespace {

using Clock = std::chrono::steady_clock;

class Round {
 public:
  Round(std::span<BenchBallot> ballots, std::span<const CastOnce> connections,
        const BenchProgress& progress)
      : ballots_(ballots),
        connections_(connections),
        progress_(progress),
        busy_(std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(connections.size()))) {}

  absl::Status Run() {
    for (std::size_t c = 0; c < connections_.size(); ++c) SendNext(c);
    busy_->wait();
    return error_.Get();
  }

 private:
  void SendNext(std::size_t connection) {
    const std::size_t i = next_++;
    if (i >= ballots_.size()) return Leave();
    const auto begin = Clock::now();
    connections_[connection](ballots_[i].leaf, [this, connection, i, begin](auto answer) {
      ballots_[i].seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      if (!Take(i, std::move(answer))) return Leave();
      if (connection == 0) {
        progress_("casting", static_cast<double>(i) / static_cast<double>(ballots_.size()));
      }
      SendNext(connection);
    });
  }

  // Whether the answer to ballot i is the one it must have.
  bool Take(std::size_t i, absl::StatusOr<v1::CastBallotResponse> answer) {
    if (ballots_[i].broken) {
      if (ledger::ReasonOf(answer.status()) == "WRONG_PROOF") return true;
      error_.Set(absl::DataLossError("a wrong proof was not refused as one"));
      return false;
    }
    if (!answer.ok()) {
      error_.Set(client::While("a ballot", answer.status()));
      return false;
    }
    ballots_[i].answer = *std::move(answer);
    return true;
  }

  // The round may be over, and gone, before count_down has returned: its thread holds the latch.
  void Leave() {
    const std::shared_ptr<std::latch> busy = busy_;
    busy->count_down();
  }

  const std::span<BenchBallot> ballots_;
  const std::span<const CastOnce> connections_;
  const BenchProgress& progress_;
  const std::shared_ptr<std::latch> busy_;
  std::atomic<std::size_t> next_ = 0;
  FirstError error_;
};

}  // namespace

absl::Status CastAll(std::span<BenchBallot> ballots, std::span<const CastOnce> connections,
                     const BenchProgress& progress) {
  Round round(ballots, connections, progress);
  return round.Run();
}

}  // namespace urna::cli
