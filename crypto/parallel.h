// Plain threads over a range of indexes.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace urna::crypto {

// Calls body(begin, end, worker) for disjoint ranges that cover [0, n); worker is below `threads`
// and two calls with one worker never overlap. The calling thread is a worker too and tells
// `report` how many of the n indexes are done. `threads` is clamped to 1..64. The body must not
// throw.
template <typename Body>
void ParallelFor(std::size_t n, int threads, const Body& body,
                 const std::function<void(std::size_t)>& report = {}) {
  // Small enough that the last range does not keep one thread busy alone, large enough that the
  // shared counter costs nothing beside the group operations.
  constexpr std::size_t kRange = 64;
  const std::size_t workers =
      std::min(static_cast<std::size_t>(std::clamp(threads, 1, 64)), (n + kRange - 1) / kRange);
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto work = [&](std::size_t worker) {
    for (;;) {
      const std::size_t begin = next.fetch_add(kRange);
      if (begin >= n) return;
      const std::size_t end = std::min(n, begin + kRange);
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
