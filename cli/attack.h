// What vandals do to a server, each kind on threads of its own: for load tests of one's own server.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace urna::cli {

// Goes on until it is destroyed. Thread-safe.
class Attack {
 public:
  struct Counts {
    // What was sent, opened or asked for so far.
    std::atomic<std::uint64_t> attempts = 0;
    // How many of them the server refused, cut off or left without an answer.
    std::atomic<std::uint64_t> rebuffed = 0;
    // How many had what nobody may have: one is a fault of the server.
    std::atomic<std::uint64_t> succeeded = 0;
    std::atomic<bool> ending = false;

    // Whether the end came meanwhile.
    bool Sleep(std::chrono::steady_clock::duration time) const {
      using Clock = std::chrono::steady_clock;
      constexpr Clock::duration kStep = std::chrono::milliseconds(50);
      for (const auto end = Clock::now() + time; Clock::now() < end && !ending;) {
        std::this_thread::sleep_for(std::min(kStep, end - Clock::now()));
      }
      return ending;
    }
  };
  using Work = std::function<void(Counts& counts)>;

  // Each thread does `work`, which returns soon after `ending` is set.
  Attack(std::string name, int threads, const Work& work) : name_(std::move(name)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this, work] { work(counts_); });
  }
  ~Attack() {
    counts_.ending = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Attack(const Attack&) = delete;
  Attack& operator=(const Attack&) = delete;

  const std::string& name() const { return name_; }
  const Counts& counts() const { return counts_; }

 private:
  const std::string name_;
  Counts counts_;
  std::vector<std::thread> threads_;
};

}  // namespace urna::cli
