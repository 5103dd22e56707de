// Embedding of payload bytes into points, and vector ElGamal (sections 6.2 and 6.3 of
// docs/protocol.md).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/group.h"

namespace urna::crypto {

// Limits of the protocol (section 3): points of a ballot, ballots of a contest.
inline constexpr std::size_t kMaxWidth = 16;
inline constexpr std::size_t kMaxCiphertexts = std::size_t{1} << 24;

inline constexpr std::size_t kChunkSize = 30;
using Chunk = std::array<std::uint8_t, kChunkSize>;

// The point of a chunk. Tests all 128 candidates and selects with masks, so that its time does not
// depend on the chunk. INTERNAL with probability 2^-53; the caller reports it, never truncates.
absl::StatusOr<Point> Embed(const Chunk& chunk);
// The chunk of a point. INVALID_ARGUMENT for a point that Embed does not make: a smaller counter
// would have done, which closes a marking channel. Variable time: for public plaintexts.
absl::StatusOr<Chunk> Unembed(const Point& point);

// A = rG and B_l = rY_l + M_l. Width k = b.size().
struct Ciphertext {
  Point a;
  std::vector<Point> b;
  friend bool operator==(const Ciphertext&, const Ciphertext&) = default;
};

// `keys` and `messages` have one length k >= 1.
Ciphertext Encrypt(std::span<const Point> keys, std::span<const Point> messages, const Scalar& r);

// Ciphertexts by column, as the shuffle hashes them: a[i], b[l][i].
struct CiphertextList {
  std::vector<Point> a;
  std::vector<std::vector<Point>> b;
  CiphertextList() = default;
  CiphertextList(std::size_t n, std::size_t k);
  std::size_t size() const { return a.size(); }
  std::size_t width() const { return b.size(); }
  // Are all columns of one length?
  bool IsRectangular() const;
  Ciphertext Get(std::size_t i) const;
  void Set(std::size_t i, const Ciphertext& c);
  friend bool operator==(const CiphertextList&, const CiphertextList&) = default;
};

}  // namespace urna::crypto
