// The one writer of a log: gives every record its index and makes it durable, many at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/append/admission.h"
#include "services/append/leaf_store.h"
#include "services/append/live_log.h"
#include "services/clock.h"

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

// Told the receipt of a record, or why there is none. Called exactly once, on the caller's thread
// or on the writer's; must not block.
using Done = std::function<void(Answer)>;

// Told, on the writer's thread, which failure of the store has stopped a log: for the operator, who
// must have the store opened again.
using OnStop = std::function<void(const absl::Status& cause)>;

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
// After a write that failed or whose result is uncertain the sequencer stops for good.
class Sequencer {
 public:
  // All must outlive this object. From `closing_time` on ballots are refused.
  Sequencer(LiveLog& log, LeafStore& leaves, const Clock& clock, absl::Time closing_time,
            const AppendLimits& limits, OnStop on_stop = nullptr);
  // Answers everything that was submitted, then ends.
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  // Thread-safe. Besides what AnswerAtOnce answers:
  //   RESOURCE_EXHAUSTED  SERVER_BUSY       too many records wait; nothing was done
  //   UNAVAILABLE         APPEND_UNCERTAIN  the write failed: the record may or may not be found
  //                                         when the log is opened again; ask again with the same
  //                                         bytes
  //   UNAVAILABLE         LOG_STOPPED       an earlier write failed; nothing was done
  void Submit(Submission submission);

  // Why any submission would be refused now; so that no work is spent on one.
  absl::Status CheckAccepting() const;
  // RESOURCE_EXHAUSTED (SERVER_BUSY).
  static absl::Status Busy();
  const AppendLimits& limits() const { return limits_; }

 private:
  void Run();
  // Moves what waits to the end of `backlog`; waits while there is nothing. False when it is over.
  bool Take(std::deque<Submission>& backlog, bool under_load);
  // Takes what can be written together off `backlog`, in order, and answers what needs no write.
  std::vector<Submission> FormBatch(std::deque<Submission>& backlog) const;
  // Writes, applies, answers. False when the write failed.
  bool Commit(const std::vector<Submission>& batch);
  // Refuses all that waits, and from now on everything.
  void Stop(std::deque<Submission>& backlog);
  absl::Status CheckAcceptingLocked() const;

  LiveLog& log_;
  LeafStore& leaves_;
  const Clock& clock_;
  const absl::Time closing_time_;
  const AppendLimits limits_;
  const OnStop on_stop_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  // All guarded by mutex_.
  std::deque<Submission> queue_;
  std::size_t taken_ = 0;  // from the queue, and not yet answered
  bool ending_ = false;
  bool stopped_ = false;

  std::thread thread_;
};

}  // namespace urna::services
