#include "services/append/sequencer.h"

#include <iterator>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "ledger/errors.h"

namespace urna::services {
namespace {

using absl::StatusCode;
using ledger::BallotLeaf;

// A batch of so many is a sign of load: others are on their way, and share the cost of a write.
constexpr std::size_t kBusyBatch = 4;

// Statuses are made anew for everyone who waits, never shared between threads.
absl::Status Uncertain() {
  return ledger::Refusal(StatusCode::kUnavailable, "APPEND_UNCERTAIN",
                         "it is not known whether the record is in the log: ask again with the "
                         "same bytes");
}

absl::Status Stopped() {
  return ledger::Refusal(StatusCode::kUnavailable, "LOG_STOPPED",
                         "the log takes no records until its operator has opened it again; this "
                         "one was not appended: send it again later");
}

// What a batch may hold at most once.
class Independence {
 public:
  bool Conflicts(const BallotLeaf& ballot) const {
    return keys_.contains(ballot.voting_key) || ciphertexts_.contains(ballot.points[0]);
  }
  void Add(const BallotLeaf& ballot) {
    keys_.insert(ballot.voting_key);
    ciphertexts_.insert(ballot.points[0]);
  }

 private:
  absl::flat_hash_set<ledger::VotingKey> keys_;
  absl::flat_hash_set<crypto::Hash256> ciphertexts_;
};

}  // namespace

Sequencer::Sequencer(LiveLog& log, LeafStore& leaves, const Clock& clock, absl::Time closing_time,
                     const AppendLimits& limits, OnStop on_stop)
    : log_(log),
      leaves_(leaves),
      clock_(clock),
      closing_time_(closing_time),
      limits_(limits),
      on_stop_(std::move(on_stop)),
      thread_([this] { Run(); }) {}

absl::Status Sequencer::Busy() {
  return ledger::Refusal(StatusCode::kResourceExhausted, "SERVER_BUSY",
                         "too many records wait to be appended; this one was not: send it again "
                         "after a while");
}

Sequencer::~Sequencer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

absl::Status Sequencer::CheckAccepting() const {
  const std::lock_guard lock(mutex_);
  return CheckAcceptingLocked();
}

absl::Status Sequencer::CheckAcceptingLocked() const {
  if (stopped_) return Stopped();
  if (queue_.size() + taken_ >= limits_.max_waiting) return Busy();
  return absl::OkStatus();
}

void Sequencer::Submit(Submission submission) {
  absl::Status accepting;
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    accepting = CheckAcceptingLocked();
    if (accepting.ok()) {
      queue_.push_back(std::move(submission));
      wake = queue_.size() == 1 || queue_.size() == limits_.max_batch;
    }
  }
  if (!accepting.ok()) {
    submission.done(std::move(accepting));
  } else if (wake) {
    arrived_.notify_one();
  }
}

void Sequencer::Run() {
  std::deque<Submission> backlog;
  bool under_load = false;
  while (Take(backlog, under_load)) {
    const std::vector<Submission> batch = FormBatch(backlog);
    under_load = batch.size() >= kBusyBatch;
    if (!batch.empty() && !Commit(batch)) return Stop(backlog);
  }
}

bool Sequencer::Take(std::deque<Submission>& backlog, bool under_load) {
  std::unique_lock lock(mutex_);
  taken_ = backlog.size();
  if (backlog.empty()) {
    if (under_load) {
      arrived_.wait_for(lock, limits_.longest_linger,
                        [this] { return ending_ || queue_.size() >= limits_.max_batch; });
    }
    arrived_.wait(lock, [this] { return ending_ || !queue_.empty(); });
  }
  std::move(queue_.begin(), queue_.end(), std::back_inserter(backlog));
  queue_.clear();
  taken_ = backlog.size();
  return !backlog.empty();
}

std::vector<Submission> Sequencer::FormBatch(std::deque<Submission>& backlog) const {
  const bool time_is_over = clock_.Now() >= closing_time_;
  std::vector<Submission> batch;
  std::vector<Submission> later;
  Independence chosen;
  while (!backlog.empty() && batch.size() < limits_.max_batch) {
    Submission next = std::move(backlog.front());
    const auto* ballot = std::get_if<BallotLeaf>(&next.record.leaf.body);
    if (ballot == nullptr && !(batch.empty() && later.empty())) {
      backlog.front() = std::move(next);
      break;
    }
    backlog.pop_front();
    if (ballot != nullptr && chosen.Conflicts(*ballot)) {
      later.push_back(std::move(next));
      continue;
    }
    if (auto answer = AnswerAtOnce(log_, leaves_, next.record, time_is_over)) {
      next.done(*std::move(answer));
      continue;
    }
    if (ballot != nullptr) chosen.Add(*ballot);
    batch.push_back(std::move(next));
    if (ballot == nullptr) break;
  }
  backlog.insert(backlog.begin(), std::make_move_iterator(later.begin()),
                 std::make_move_iterator(later.end()));
  return batch;
}

bool Sequencer::Commit(const std::vector<Submission>& batch) {
  const std::uint64_t first = log_.size();
  storage::WriteBatch write;
  std::vector<const Record*> records;
  for (const Submission& submission : batch) {
    leaves_.Put(write, first + records.size(), submission.record.bytes);
    if (std::holds_alternative<ledger::ArtefactLeaf>(submission.record.leaf.body)) {
      leaves_.PutVerified(write, first + records.size());
    }
    records.push_back(&submission.record);
  }
  if (const absl::Status written = leaves_.Write(write); !written.ok()) {
    if (on_stop_) on_stop_(written);
    for (const Submission& submission : batch) submission.done(Uncertain());
    return false;
  }
  log_.Apply(records);
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(log_.Prove(first + i));
  return true;
}

void Sequencer::Stop(std::deque<Submission>& backlog) {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    std::move(queue_.begin(), queue_.end(), std::back_inserter(backlog));
    queue_.clear();
    taken_ = 0;
  }
  for (const Submission& submission : backlog) submission.done(Stopped());
}

}  // namespace urna::services
