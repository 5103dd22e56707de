// Plain threads over a range of indexes.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace urna::crypto {

// The number of workers that `threads` stands for: 1..64.
inline std::size_t WorkerCount(int threads) {
  return static_cast<std::size_t>(std::clamp(threads, 1, 64));
}

// Calls body(begin, end, worker) for disjoint ranges of at most `range` indexes that cover [0, n);
// worker is below WorkerCount(threads) and two calls with one worker never overlap. The calling
// thread is a worker too and tells `report` how many of the n indexes are done. The body must not
// throw.
//
// The default range is small enough that the last one does not keep one thread busy alone, and
// large enough that the shared counter costs nothing beside the group operations.
template <typename Body>
void ParallelFor(std::size_t n, int threads, const Body& body,
                 const std::function<void(std::size_t)>& report = {}, std::size_t range = 64) {
  const std::size_t workers = std::min(WorkerCount(threads), (n + range - 1) / range);
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto work = [&](std::size_t worker) {
    for (;;) {
      const std::size_t begin = next.fetch_add(range);
      if (begin >= n) return;
      const std::size_t end = std::min(n, begin + range);
      body(begin, end, worker);
      const std::size_t so_far = done.fetch_add(end - begin) + (end - begin);
      if (worker == 0 && report) report(so_far);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t worker = 1; worker < workers; ++worker) others.emplace_back(work, worker);
  work(0);
  for (std::thread& thread : others) thread.join();
}

}  // namespace urna::crypto
