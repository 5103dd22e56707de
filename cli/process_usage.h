// What a process uses, as the kernel counts it.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace urna::cli {

// Processor time of all its threads so far; 0 where that cannot be seen.
std::chrono::nanoseconds ProcessorTime(pid_t process);

// The memory of a process, looked at ten times a second.
class MemoryWatch {
 public:
  explicit MemoryWatch(pid_t process) : process_(process), thread_([this] { Run(); }) {}
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;
  // MiB that were resident, the most since the last call; 0 where that cannot be seen.
  double TakeMost() { return static_cast<double>(most_kib_.exchange(0)) / 1024; }

 private:
  void Run();

  const pid_t process_;
  std::atomic<std::int64_t> most_kib_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace urna::cli
