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
using Outcome = storage::WriteResult::Outcome;

// A batch of so many is a sign of load: others are on their way, and share the cost of a write.
constexpr std::size_t kBusyBatch = 4;

// Statuses are made anew for everyone who waits, never shared between threads.
absl::Status Uncertain() {
  return ledger::Refusal(StatusCode::kUnavailable, "APPEND_UNCERTAIN",
                         "it is not known whether the record is in the log: ask again with the "
                         "same bytes");
}

absl::Status NotAppended() {
  return ledger::Refusal(StatusCode::kUnavailable, "NOT_APPENDED",
                         "the server cannot write at the moment; nothing was done: send the record "
                         "again");
}

absl::Status Stopped() {
  return ledger::Refusal(StatusCode::kUnavailable, "LOG_STOPPED",
                         "the log takes no records until its operator has opened it again; this "
                         "one was not appended: send it again later");
}

absl::Status Fenced() {
  return ledger::Refusal(StatusCode::kUnavailable, "LOG_FENCED",
                         "another server writes this log now; the record was not appended here: "
                         "send it to that one");
}

// The answer to a record whose own write failed so.
absl::Status AnswerTo(Outcome failure) {
  switch (failure) {
    case Outcome::kNotApplied:
      return NotAppended();
    case Outcome::kFenced:
      return Fenced();
    case Outcome::kRefused:
      return Stopped();
    case Outcome::kDurable:
    case Outcome::kUncertain:
      break;
  }
  return Uncertain();
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

Sequencer::Sequencer(LiveLog& log, RecordStore& records, const Clock& clock,
                     absl::Time closing_time, const AppendLimits& limits, OnFailure on_failure,
                     Histogram* batch_records)
    : log_(log),
      records_(records),
      clock_(clock),
      closing_time_(closing_time),
      limits_(limits),
      on_failure_(std::move(on_failure)),
      batch_records_(batch_records),
      thread_([this] { Run(); }) {}

absl::Status Sequencer::Busy() {
  return ledger::Refusal(StatusCode::kResourceExhausted, "SERVER_BUSY",
                         "too many records wait to be appended; this one was not: send it again "
                         "after a while");
}

Sequencer::~Sequencer() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
  }
  arrived_.NotifyOne();
  thread_.join();
}

absl::Status Sequencer::CheckAccepting() const {
  const MutexLock lock(mutex_);
  return CheckAcceptingLocked();
}

absl::Status Sequencer::CheckRunning() const {
  const MutexLock lock(mutex_);
  return CheckRunningLocked();
}

absl::Status Sequencer::CheckRunningLocked() const {
  if (!stopped_) return absl::OkStatus();
  return *stopped_ == Outcome::kFenced ? Fenced() : Stopped();
}

absl::Status Sequencer::CheckAcceptingLocked() const {
  if (absl::Status running = CheckRunningLocked(); !running.ok()) return running;
  if (suspended_) return NotAppended();
  if (queue_.size() + taken_ >= limits_.max_waiting) return Busy();
  return absl::OkStatus();
}

void Sequencer::Submit(Submission submission) {
  absl::Status accepting;
  bool wake = false;
  {
    const MutexLock lock(mutex_);
    accepting = CheckAcceptingLocked();
    if (accepting.ok()) {
      queue_.push_back(std::move(submission));
      wake = queue_.size() == 1 || queue_.size() == limits_.max_batch;
    }
  }
  if (!accepting.ok()) {
    submission.done(std::move(accepting));
  } else if (wake) {
    arrived_.NotifyOne();
  }
}

void Sequencer::Suspend() {
  std::deque<Submission> refused;
  {
    const MutexLock lock(mutex_);
    suspended_ = true;
    refused.swap(queue_);
  }
  for (const Submission& submission : refused) submission.done(NotAppended());
}

void Sequencer::Resume() {
  const MutexLock lock(mutex_);
  suspended_ = false;
}

void Sequencer::Run() {
  bool under_load = false;
  bool failing = false;
  for (;;) {
    std::deque<Submission> backlog = Take(under_load);
    if (backlog.empty()) return;
    const std::vector<Submission> batch = FormBatch(backlog);
    PutBack(std::move(backlog));
    under_load = batch.size() >= kBusyBatch;
    if (batch.empty()) continue;
    const storage::WriteResult written = Commit(batch);
    const bool goes_on = written.ok() || written.outcome() == Outcome::kNotApplied;
    if (on_failure_ && !written.ok() && !(failing && goes_on)) on_failure_(written);
    failing = !written.ok();
    if (written.ok()) continue;
    GiveWay(batch.size());
    for (const Submission& submission : batch) submission.done(AnswerTo(written.outcome()));
    if (!goes_on) return Stop(written.outcome());
  }
}

std::deque<Submission> Sequencer::Take(bool under_load) {
  const MutexLock lock(mutex_);
  if (under_load && !has_left_over_) {
    const auto limit = std::chrono::steady_clock::now() + limits_.longest_linger;
    while (!ending_ && queue_.size() < limits_.max_batch && arrived_.WaitUntil(mutex_, limit)) {
    }
  }
  while (!ending_ && queue_.empty()) arrived_.Wait(mutex_);
  has_left_over_ = false;
  std::deque<Submission> taken;
  taken.swap(queue_);
  taken_ = taken.size();
  return taken;
}

void Sequencer::PutBack(std::deque<Submission> backlog) {
  if (backlog.empty()) return;
  {
    const MutexLock lock(mutex_);
    taken_ -= backlog.size();
    if (!suspended_) {
      has_left_over_ = true;
      std::move(queue_.begin(), queue_.end(), std::back_inserter(backlog));
      queue_.swap(backlog);
      return;
    }
  }
  for (const Submission& submission : backlog) submission.done(NotAppended());
}

std::vector<Submission> Sequencer::FormBatch(std::deque<Submission>& backlog) {
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
    if (auto answer = AnswerAtOnce(log_, records_, next.record, time_is_over)) {
      GiveWay(1);
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

storage::WriteResult Sequencer::Commit(const std::vector<Submission>& batch) {
  const std::uint64_t first = log_.size();
  storage::WriteBatch write;
  std::vector<const Record*> records;
  for (const Submission& submission : batch) {
    records_.Put(write, first + records.size(), submission.record.bytes);
    if (std::holds_alternative<ledger::ArtefactLeaf>(submission.record.leaf.body)) {
      records_.PutVerified(write, first + records.size());
    }
    records.push_back(&submission.record);
  }
  storage::WriteResult written = records_.Write(write);
  if (!written.ok()) return written;
  if (batch_records_ != nullptr) batch_records_->Observe(static_cast<double>(batch.size()));
  log_.Apply(records);
  GiveWay(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(log_.Prove(first + i));
  return written;
}

void Sequencer::GiveWay(std::size_t answered) {
  const MutexLock lock(mutex_);
  taken_ -= answered;
}

void Sequencer::Stop(Outcome cause) {
  std::deque<Submission> refused;
  {
    const MutexLock lock(mutex_);
    stopped_ = cause;
    refused.swap(queue_);
    taken_ = 0;
  }
  for (const Submission& submission : refused) submission.done(CheckRunning());
}

}  // namespace urna::services
