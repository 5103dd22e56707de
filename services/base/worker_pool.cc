#include "services/base/worker_pool.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"

namespace urna::services {
namespace {

// Sources whose empty lines are kept, so that their next job allocates nothing.
constexpr std::size_t kLinesKept = 256;

}  // namespace

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_waiting)
    : max_waiting_(max_waiting), max_of_source_(std::max<std::size_t>(1, max_waiting / 4)) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() { End(); }

void WorkerPool::End() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
  }
  changed_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool WorkerPool::Submit(std::string_view source, Job job) {
  {
    const MutexLock lock(mutex_);
    if (ending_ || waiting_ >= 2 * max_waiting_) return false;
    const absl::string_view name(source.data(), source.size());
    auto found = lines_.find(name);
    if (found == lines_.end()) found = lines_.try_emplace(std::string(source)).first;
    std::deque<Job>& line = found->second;
    if (line.size() >= max_of_source_) return false;
    if (waiting_ >= max_waiting_ && !line.empty()) return false;
    if (line.empty()) turns_.emplace_back(source);
    line.push_back(std::move(job));
    ++waiting_;
  }
  changed_.NotifyOne();
  return true;
}

WorkerPool::Job WorkerPool::Take() {
  const MutexLock lock(mutex_);
  while (waiting_ == 0 && !ending_) changed_.Wait(mutex_);
  if (waiting_ == 0) return nullptr;
  std::string source = std::move(turns_.front());
  turns_.pop_front();
  const auto line = lines_.find(source);
  Job job = std::move(line->second.front());
  line->second.pop_front();
  --waiting_;
  if (!line->second.empty()) {
    turns_.push_back(std::move(source));
  } else if (lines_.size() > kLinesKept) {
    lines_.erase(line);
  }
  return job;
}

void WorkerPool::Work() {
  while (Job job = Take()) job();
}

}  // namespace urna::services
