// Progress over several stages.
#pragma once

#include <cstddef>
#include <functional>

#include "crypto/shuffle.h"

namespace urna::crypto {

// Turns steps done, of steps that cost about the same, into a fraction of the whole.
class ProgressMeter {
 public:
  // Keeps a reference to `progress`.
  ProgressMeter(const Progress& progress, std::size_t total) : progress_(progress), total_(total) {}

  // A stage of `n` indexes that take `cost` steps each: what to tell of each index done. Empty when
  // nobody listens.
  std::function<void(std::size_t)> Stage(std::size_t n, std::size_t cost) {
    const std::size_t before = done_;
    done_ += n * cost;
    if (!progress_) return {};
    return [this, before, cost](std::size_t i) {
      progress_(static_cast<double>(before + i * cost) / static_cast<double>(total_));
    };
  }

 private:
  const Progress& progress_;
  std::size_t total_;
  std::size_t done_ = 0;
};

}  // namespace urna::crypto
