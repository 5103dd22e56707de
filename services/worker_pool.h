// Threads that carry out calls, so that slow work (a proof, an fsync) never blocks gRPC's own
// threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"

namespace urna::services {

// Thread-safe.
class WorkerPool {
 public:
  using Job = absl::AnyInvocable<void()>;

  // `threads` and `max_waiting` are at least 1.
  WorkerPool(std::size_t threads, std::size_t max_waiting);
  // Carries out everything that was accepted, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and `job` is dropped, when `max_waiting` jobs wait already: a server that cannot keep up
  // says so at once instead of answering after everybody has gone.
  [[nodiscard]] bool Submit(Job job);

 private:
  void Work();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace urna::services
