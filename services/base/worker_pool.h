// Threads that carry out calls, so that slow work (a proof, an fsync) never blocks those that read
// and write, and so that none of those who call waits for all that another has sent.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "concurrency/mutex.h"

namespace urna::services {

// Jobs of one source are carried out in order, of different sources by turns. Thread-safe.
class WorkerPool {
 public:
  using Job = absl::AnyInvocable<void()>;

  // `threads` and `max_waiting` are at least 1. Of one source at most a quarter of `max_waiting`
  // wait, and at least one. Beyond `max_waiting`, and up to twice as many, only those wait of whose
  // source no other does: a few sources keep nobody else out.
  WorkerPool(std::size_t threads, std::size_t max_waiting);
  // As End, unless it was called.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and `job` is dropped, after End and when as many wait already as may: a server that cannot keep up says
  // so at once instead of answering after everybody has gone. `source` is where a call comes from.
  [[nodiscard]] bool Submit(std::string_view source, Job job) ABSL_LOCKS_EXCLUDED(mutex_);

  // Accepts no more, carries out everything that was accepted, and ends the threads: after it nothing that jobs
  // held is left. Not by one of the threads.
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

  // Jobs that no thread has taken yet.
  std::size_t waiting() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    return waiting_;
  }

 private:
  void Work();
  // The next job; null when it is over.
  Job Take() ABSL_LOCKS_EXCLUDED(mutex_);

  const std::size_t max_waiting_;
  const std::size_t max_of_source_;
  mutable Mutex mutex_;
  Condition changed_;
  std::size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  // Those of sources that have jobs, and each of those once in turns_; and some that are empty.
  absl::flat_hash_map<std::string, std::deque<Job>> lines_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> turns_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace urna::services
