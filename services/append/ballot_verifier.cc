#include "services/append/ballot_verifier.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "concurrency/processors.h"
#include "ledger/election_state.h"

namespace urna::services {
namespace {

// Beyond, a larger batch saves little and its ballots wait for each other.
constexpr std::size_t kLargestBatch = 64;

}  // namespace

BallotVerifier::BallotVerifier(const ledger::Manifest& manifest, Sequencer& sequencer)
    : manifest_(manifest),
      sequencer_(sequencer),
      most_threads_(static_cast<std::size_t>(Processors())),
      limit_(kLargestBatch) {}

void BallotVerifier::Submit(Submission submission) {
  bool busy = false;
  {
    const MutexLock lock(mutex_);
    busy = waiting_.size() >= sequencer_.limits().max_waiting;
    if (!busy) {
      waiting_.push_back(std::move(submission));
      if (threads_ == most_threads_) return;
      ++threads_;
    }
  }
  if (busy) return submission.done(Sequencer::Busy());
  for (std::vector<Submission> batch = Take(); !batch.empty(); batch = Take()) {
    Verify(std::move(batch));
  }
}

std::vector<Submission> BallotVerifier::Take() {
  const MutexLock lock(mutex_);
  const std::size_t size = std::min(limit_, waiting_.size());
  if (size == 0) --threads_;
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(size);
  std::vector<Submission> batch(std::make_move_iterator(waiting_.begin()),
                                std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

void BallotVerifier::Verify(std::vector<Submission> batch) {
  std::vector<const ledger::Leaf*> leaves;
  for (const Submission& submission : batch) leaves.push_back(&submission.record.leaf);
  std::vector<absl::Status> verdicts = ledger::VerifyBallotsCryptography(manifest_, leaves);
  Note(batch.size(), std::all_of(verdicts.begin(), verdicts.end(),
                                 [](const absl::Status& verdict) { return verdict.ok(); }));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (verdicts[i].ok()) {
      sequencer_.Submit(std::move(batch[i]));
    } else {
      batch[i].done(std::move(verdicts[i]));
    }
  }
}

void BallotVerifier::Note(std::size_t size, bool all_hold) {
  const MutexLock lock(mutex_);
  if (!all_hold) {
    limit_ = std::max<std::size_t>(1, std::min(limit_, size) / 2);
  } else if (limit_ < kLargestBatch) {
    ++limit_;
  }
}

}  // namespace urna::services
