// The group ristretto255 (RFC 9496), written additively, over libsodium. Section 1.1 of
// docs/protocol.md.
//
// A `Point` is a valid element, a `Scalar` is reduced mod L: both are checked where bytes are
// parsed and trusted afterwards. Multiplications are constant-time in the scalar.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"

namespace urna::crypto {

// An integer mod L = 2^252 + 27742317777372353535851937790883648493. Zero by default.
class Scalar {
 public:
  static constexpr std::size_t kSize = 32;
  constexpr Scalar() = default;
  // INVALID_ARGUMENT unless `bytes` are the 32 bytes, little-endian, of a number below L.
  static absl::StatusOr<Scalar> Parse(ByteView bytes);
  // As Parse, for secrets: no copy is left but `out`, which is zero where an error is returned.
  static absl::Status ParseInto(ByteView bytes, Scalar& out);
  static Scalar FromUint64(std::uint64_t value);
  // Uniform in [1, L).
  static Scalar Random();
  // Fills `out` with Random() scalars in place: no copy of a secret is left elsewhere.
  static void Fill(std::span<Scalar> out);
  // Uniform 128 bits, for the weights of batched checks (section 19).
  static Scalar Random128();
  // The 512-bit little-endian number mod L: the only way from a hash to a scalar.
  static Scalar Reduce(const Hash512& wide);
  // The low 128 bits are `low`, the rest is zero (section 1.3, VecChallenge).
  static Scalar From128(const std::array<std::uint8_t, 16>& low);

  Scalar operator+(const Scalar& other) const;
  Scalar operator-(const Scalar& other) const;
  Scalar operator*(const Scalar& other) const;
  Scalar operator-() const;
  // In place: secrets are summed with it, and no copy of the sum is left elsewhere.
  Scalar& operator+=(const Scalar& other);
  // The inverse mod L. FAILED_PRECONDITION for zero.
  absl::StatusOr<Scalar> Inverse() const;

  // Constant-time.
  friend bool operator==(const Scalar& a, const Scalar& b);
  const std::array<std::uint8_t, kSize>& bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

// a * b + c, leaving no intermediate result in memory: the responses of proofs hide a secret
// factor.
Scalar MultiplyAdd(const Scalar& a, const Scalar& b, const Scalar& c);

// An element of the group, held in its canonical encoding. The identity by default.
class Point {
 public:
  static constexpr std::size_t kSize = 32;
  constexpr Point() = default;
  // INVALID_ARGUMENT unless `bytes` are the canonical encoding of an element; the identity is one.
  static absl::StatusOr<Point> Parse(ByteView bytes);
  // As Parse, and refuses the identity.
  static absl::StatusOr<Point> ParseNonIdentity(ByteView bytes);
  // Of bytes that stand without their type: that a parser or a verifier of this library has taken
  // before, or that are decoded next, by AffinePoint::Decode, DecafPoint::Decode or PippengerSum,
  // which say whether they can be. Before that the point may be compared and hashed, no more: the
  // arithmetic below aborts on what is no element.
  static Point FromVerified(const std::array<std::uint8_t, kSize>& bytes);
  static const Point& Base();
  // Section 1.1, "hash to group".
  static Point FromHash(const Hash512& hash);
  // Uniform, with a logarithm that nobody knows.
  static Point Random();

  Point operator+(const Point& other) const;
  Point operator-(const Point& other) const;
  Point operator-() const;
  Point& operator+=(const Point& other) { return *this = *this + other; }
  friend Point operator*(const Scalar& s, const Point& p);
  bool IsIdentity() const;
  friend bool operator==(const Point& a, const Point& b) { return a.bytes_ == b.bytes_; }
  // Orders the encodings, for containers.
  friend std::strong_ordering operator<=>(const Point& a, const Point& b) {
    return a.bytes_ <=> b.bytes_;
  }
  const std::array<std::uint8_t, kSize>& bytes() const { return bytes_; }

 private:
  friend Point BaseMultiply(const Scalar& s);
  // They encode results of their own computations, which need no second validation.
  friend class DecafPoint;
  friend class PublicPoint;
  std::array<std::uint8_t, kSize> bytes_{};
};

Point operator*(const Scalar& s, const Point& p);
// s * Base(), by the faster fixed-base routine.
Point BaseMultiply(const Scalar& s);
// Sum of s_i * P_i; the spans have one length. Splits the work over `threads` threads (1..64).
Point MultiScalarMultiply(std::span<const Scalar> scalars, std::span<const Point> points,
                          int threads = 1);
Point Sum(std::span<const Point> points);

// The i-th independent generator (section 1.3): Generator(0) is H, Generator(i) is H_i. Always
// recomputed.
Point Generator(std::uint64_t i);
// What it is the point of.
Hash512 GeneratorHash(std::uint64_t i);
// H_1 .. H_n.
std::vector<Point> Generators(std::uint64_t n, int threads = 1);

static_assert(sizeof(Point) == 32 && sizeof(Scalar) == 32);

}  // namespace urna::crypto
