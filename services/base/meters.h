// What is counted while the server works, by any thread at any moment and without a lock: a call
// costs it some tens of nanoseconds.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace urna::services {

// Only grows. Thread-safe.
class Counter {
 public:
  void Add(std::uint64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

// How many values were at most each bound.
struct HistogramReading {
  // Ascending; those above the last are in no bucket.
  struct Bucket {
    double bound;
    // Of values up to the bound, those of the buckets below included.
    std::uint64_t count;
  };
  std::vector<Bucket> buckets;
  std::uint64_t count = 0;
  double sum = 0;
};

// Thread-safe. What is read while others observe may lack the last of them in one of its sums.
class Histogram {
 public:
  // Ascending; they must outlive this object.
  explicit Histogram(std::span<const double> bounds)
      : bounds_(bounds), counts_(bounds.size() + 1) {}

  void Observe(double value) {
    const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value);
    counts_[static_cast<std::size_t>(bucket - bounds_.begin())].Add();
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  HistogramReading Read() const {
    HistogramReading reading;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      reading.count += counts_[i].value();
      reading.buckets.push_back({bounds_[i], reading.count});
    }
    reading.count += counts_.back().value();
    reading.sum = sum_.load(std::memory_order_relaxed);
    return reading;
  }

 private:
  const std::span<const double> bounds_;
  std::vector<Counter> counts_;
  std::atomic<double> sum_ = 0;
};

// Bounds of times in seconds, from what an answer out of memory takes to what callers wait for at
// most.
inline constexpr double kSecondsBounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,   0.5,   1,      2.5,   5,    10,    30};
// Of records that share a write.
inline constexpr double kBatchBounds[] = {1, 2, 4, 8, 16, 32, 64, 128, 256};

// Measures the time until it ends.
class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace urna::services
