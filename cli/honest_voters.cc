#include "cli/honest_voters.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "concurrency/mutex.h"

namespace urna::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenAttempts(500);
constexpr std::chrono::milliseconds kWake(50);
// For so long a voter's connection stays: nobody reads the answer and is gone in the same moment, and
// gRPC's thread that brought it is still using the connection.
constexpr std::chrono::seconds kStay(1);

class Voters {
 public:
  Voters(std::span<BenchBallot> ballots, int per_second, std::chrono::seconds patience,
         const std::function<absl::StatusOr<CastOnce>(Door)>& connect)
      : ballots_(ballots), patience_(patience), connect_(connect), voters_(ballots.size()) {
    const MutexLock lock(mutex_);
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < ballots.size(); ++i) {
      voters_[i].came = begin + std::chrono::nanoseconds(1'000'000'000) * i / per_second;
      due_.emplace(voters_[i].came, i);
    }
  }

  void Run(const BenchProgress& progress) {
    while (const std::optional<Step> step = AwaitNext()) {
      if (step->leaves) {
        voters_[step->voter].cast = nullptr;
        continue;
      }
      Attempt(step->voter);
      progress("casting", static_cast<double>(step->voter) / static_cast<double>(ballots_.size()));
    }
    std::this_thread::sleep_for(kStay);
    voters_.clear();
  }

 private:
  struct VoterState {
    Clock::time_point came;
    // Empty until it has a connection, and once it has left.
    CastOnce cast;
  };

  // What a voter does next: leaves, or tries to vote.
  struct Step {
    std::size_t voter;
    bool leaves;
  };

  // Nothing once all have been answered.
  std::optional<Step> AwaitNext() {
    const MutexLock lock(mutex_);
    while (left_ < ballots_.size()) {
      if (!leaving_.empty() && leaving_.front().first <= Clock::now()) {
        const std::size_t voter = leaving_.front().second;
        leaving_.pop_front();
        return Step{voter, true};
      }
      const auto next = due_.empty() ? Clock::time_point::max() : due_.begin()->first;
      if (next <= Clock::now()) {
        const std::size_t voter = due_.begin()->second;
        due_.erase(due_.begin());
        return Step{voter, false};
      }
      changed_.WaitUntil(mutex_, std::min(next, Clock::now() + kWake));
    }
    return std::nullopt;
  }

  void Attempt(std::size_t voter) {
    BenchBallot& ballot = ballots_[voter];
    ++ballot.attempts;
    if (!voters_[voter].cast) {
      auto cast = connect_(ballot.door);
      if (!cast.ok()) return Answer(voter, cast.status());
      voters_[voter].cast = *std::move(cast);
    }
    voters_[voter].cast(ballot.leaf, [this, voter](absl::StatusOr<v1::CastBallotResponse> answer) {
      Answer(voter, std::move(answer));
    });
  }

  void Answer(std::size_t voter, absl::StatusOr<v1::CastBallotResponse> answer) {
    const auto now = Clock::now();
    const MutexLock lock(mutex_);
    BenchBallot& ballot = ballots_[voter];
    ballot.seconds = std::chrono::duration<double>(now - voters_[voter].came).count();
    if (answer.ok()) ballot.answer = *std::move(answer);
    if (ballot.answer || now - voters_[voter].came > patience_) {
      ++left_;
      leaving_.emplace_back(now + kStay, voter);
    } else {
      due_.emplace(now + kBetweenAttempts, voter);
    }
    // Under the lock, for the other thread may leave as soon as it is free.
    changed_.NotifyOne();
  }

  const std::span<BenchBallot> ballots_;
  const std::chrono::seconds patience_;
  const std::function<absl::StatusOr<CastOnce>(Door)>& connect_;
  // Each is its attempt's alone while that is under way.
  std::vector<VoterState> voters_;
  Mutex mutex_;
  Condition changed_;
  std::multimap<Clock::time_point, std::size_t> due_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::pair<Clock::time_point, std::size_t>> leaving_ ABSL_GUARDED_BY(mutex_);
  std::size_t left_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

void LetVote(std::span<BenchBallot> ballots, int per_second, std::chrono::seconds patience,
             const std::function<absl::StatusOr<CastOnce>(Door)>& connect,
             const BenchProgress& progress) {
  Voters voters(ballots, per_second, patience, connect);
  voters.Run(progress);
}

VotersReport ReportOn(std::span<const BenchBallot> ballots, Door door) {
  VotersReport report;
  std::vector<double> waits;
  for (const BenchBallot& ballot : ballots) {
    if (ballot.door != door) continue;
    ++report.cast;
    report.repeated += ballot.attempts - 1;
    if (ballot.answer) waits.push_back(ballot.seconds * 1000);
  }
  report.acknowledged = waits.size();
  if (waits.empty()) return report;
  std::sort(waits.begin(), waits.end());
  report.median_ms = Percentile(waits, 0.5);
  report.p99_ms = Percentile(waits, 0.99);
  report.longest_ms = waits.back();
  return report;
}

}  // namespace urna::cli
