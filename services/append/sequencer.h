// The one writer of a log: gives every record its index and makes it durable, many at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/append/admission.h"
#include "services/append/live_log.h"
#include "services/append/record_store.h"
#include "services/base/clock.h"
#include "services/base/meters.h"
#include "storage/write_result.h"

namespace urna::services {

// None of these changes what is appended, only how fast.
struct AppendLimits {
  // Records that share one write, one fsync and one checkpoint.
  std::size_t max_batch = 256;
  // Records that may wait; beyond, they are refused at once rather than answered after their
  // senders have gone. At 5,000 ballots a second these take less than two seconds.
  std::size_t max_waiting = 8192;
  // How long a record may be held back for others to join it, under load. When idle, none is.
  std::chrono::microseconds longest_linger{2000};
};

// Is told the receipt of a record, or why there is none. Called exactly once, on the caller's thread
// or on the writer's; must not block.
using Done = std::function<void(Acknowledgement)>;

// Is told on the writer's thread how a write has failed: for the operator, who must make room for a
// write that was not applied, and have the store opened again after any other. Of writes that are
// not applied one after the other only the first is told.
using OnFailure = std::function<void(const storage::WriteResult& failure)>;

// A record that has passed admission, and who waits for it.
struct Submission {
  Record record;
  Done done;
};

// A batch is written first, then applied and signed, then answered: what is signed is durable, and
// what is refused or lost is not in the state. All records of a batch are checked against the state
// before it, so a batch holds only ballots that do not bear on each other (other voters, other
// ciphertexts); the rest wait for the next. Any other record is a batch of its own, in its place.
//
// A batch of which the store says that nothing is applied is refused, and the sequencer goes on.
// After any other failure of a write it stops for good.
class Sequencer {
 public:
  // All must outlive this object. From `closing_time` on ballots are refused. `batch_records`, which
  // may be null, is told how many records each write had that was done.
  Sequencer(LiveLog& log, RecordStore& records, const Clock& clock, absl::Time closing_time,
            const AppendLimits& limits, OnFailure on_failure = nullptr,
            Histogram* batch_records = nullptr);
  // Answers everything that was submitted, then ends.
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  // Thread-safe. Besides what AnswerAtOnce answers:
  //   RESOURCE_EXHAUSTED  SERVER_BUSY       too many records wait; nothing was done
  //   UNAVAILABLE         NOT_APPENDED      the store could not write now; nothing was done
  //   UNAVAILABLE         APPEND_UNCERTAIN  the write failed: the record may or may not be found
  //                                         when the log is opened again; ask again with the same
  //                                         bytes
  //   UNAVAILABLE         LOG_STOPPED       an earlier write failed; nothing was done
  //   UNAVAILABLE         LOG_FENCED        another server writes the log now; nothing was done
  void Submit(Submission submission);

  // While the store is known not to write, nobody waits for it: what waits is refused with
  // NOT_APPENDED, and so is what comes, at once. What is being written is answered when it is known
  // what became of it. Thread-safe.
  void Suspend() ABSL_LOCKS_EXCLUDED(mutex_);
  void Resume() ABSL_LOCKS_EXCLUDED(mutex_);

  // Why any submission would be refused now; so that no work is spent on one.
  absl::Status CheckAccepting() const;
  // UNAVAILABLE (LOG_STOPPED, LOG_FENCED) once the sequencer has stopped for good.
  absl::Status CheckRunning() const;
  // RESOURCE_EXHAUSTED (SERVER_BUSY).
  static absl::Status Busy();
  const AppendLimits& limits() const { return limits_; }

 private:
  void Run();
  // What waits; waits for others while there is nothing, and, `under_load`, for those that may join
  // it. Nothing when it is over.
  std::deque<Submission> Take(bool under_load) ABSL_LOCKS_EXCLUDED(mutex_);
  // Lets what was taken and is not in the batch wait on, before all others. While the sequencer is
  // suspended it is refused.
  void PutBack(std::deque<Submission> backlog) ABSL_LOCKS_EXCLUDED(mutex_);
  // Takes what can be written together off `backlog`, in order, and answers what needs no write.
  std::vector<Submission> FormBatch(std::deque<Submission>& backlog) ABSL_LOCKS_EXCLUDED(mutex_);
  // Writes; applies and answers what is durable.
  storage::WriteResult Commit(const std::vector<Submission>& batch) ABSL_LOCKS_EXCLUDED(mutex_);
  // So many are about to be answered: whoever hears of it may submit the next.
  void GiveWay(std::size_t answered) ABSL_LOCKS_EXCLUDED(mutex_);
  // Refuses all that waits, and from now on everything.
  void Stop(storage::WriteResult::Outcome cause) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status CheckAcceptingLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckRunningLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  LiveLog& log_;
  RecordStore& records_;
  const Clock& clock_;
  const absl::Time closing_time_;
  const AppendLimits limits_;
  const OnFailure on_failure_;
  Histogram* const batch_records_;

  mutable Mutex mutex_;
  Condition arrived_;
  std::deque<Submission> queue_ ABSL_GUARDED_BY(mutex_);
  // From the queue, and not yet answered.
  std::size_t taken_ ABSL_GUARDED_BY(mutex_) = 0;
  // At the beginning of the queue: was taken once, so that nobody waits for more to join it.
  bool has_left_over_ ABSL_GUARDED_BY(mutex_) = false;
  bool suspended_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  // Which failure, once it has stopped.
  std::optional<storage::WriteResult::Outcome> stopped_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;
};

}  // namespace urna::services
