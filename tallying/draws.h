#pragma once

#include <cstdint>

namespace urna::tallying {

// Numbers that look drawn by chance and are the same for ever on every machine: SplitMix64 (Steele,
// Lea, Flood 2014). Anybody can foretell them, so nothing that must be fair is drawn from them.
class Draws {
 public:
  // Streams of one seed have nothing to do with each other.
  Draws(uint64_t seed, uint64_t stream) : state_(Mix(seed + kGamma) ^ Mix(stream + 1)) {}

  uint64_t Next() { return Mix(state_ += kGamma); }
  // 0 to limit - 1, each within 2^-32 * limit of equally likely; 1 <= limit <= 2^32.
  uint64_t Below(uint64_t limit) { return (Next() >> 32) * limit >> 32; }

 private:
  static constexpr uint64_t kGamma = 0x9e3779b97f4a7c15;

  static constexpr uint64_t Mix(uint64_t z) {
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

  uint64_t state_;
};

}  // namespace urna::tallying
