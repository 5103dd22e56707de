#include "services/worker_pool.h"

#include <utility>

namespace urna::services {

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_waiting) : max_waiting_(max_waiting) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::Submit(Job job) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.size() >= max_waiting_) return false;
  waiting_.push_back(std::move(job));
  return true;
}

void WorkerPool::Work() {
  const auto something_to_do = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !waiting_.empty() || ending_;
  };
  while (true) {
    Job job;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&something_to_do));
      if (waiting_.empty()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    job();
  }
}

}  // namespace urna::services
