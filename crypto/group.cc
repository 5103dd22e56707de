#include "crypto/group.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/constant_time.h"
#include "crypto/hash.h"
#include "crypto/parallel.h"
#include "crypto/sodium.h"

namespace urna::crypto {

absl::StatusOr<Scalar> Scalar::Parse(ByteView bytes) {
  absl::StatusOr<Scalar> out = Scalar();
  absl::Status status = ParseInto(bytes, *out);
  if (!status.ok()) out = std::move(status);
  return out;
}

absl::Status Scalar::ParseInto(ByteView bytes, Scalar& out) {
  out = Scalar();
  if (bytes.size() != kSize) return absl::InvalidArgumentError("a scalar has 32 bytes");
  Hash512 wide{};
  std::copy(bytes.begin(), bytes.end(), wide.begin());
  // libsodium does not mind 1 + L where 1 is meant; two spellings of one proof would pass.
  crypto_core_ristretto255_scalar_reduce(out.bytes_.data(), wide.data());
  sodium_memzero(wide.data(), wide.size());
  // The caller reports it; of a secret that was made as it must be it is never so.
  if (Declassify(sodium_memcmp(out.bytes_.data(), bytes.data(), kSize)) != 0) {
    sodium_memzero(out.bytes_.data(), kSize);
    return absl::InvalidArgumentError("scalar is not reduced");
  }
  return absl::OkStatus();
}

Scalar Scalar::FromUint64(std::uint64_t value) {
  Scalar out;
  for (std::size_t i = 0; i < 8; ++i) out.bytes_[i] = static_cast<std::uint8_t>(value >> (8 * i));
  return out;
}

Scalar Scalar::Random() {
  EnsureSodium();
  Scalar out;
  crypto_core_ristretto255_scalar_random(out.bytes_.data());
  return out;
}

void Scalar::Fill(std::span<Scalar> out) {
  EnsureSodium();
  for (Scalar& scalar : out) crypto_core_ristretto255_scalar_random(scalar.bytes_.data());
}

Scalar Scalar::Random128() {
  EnsureSodium();
  Scalar out;
  randombytes_buf(out.bytes_.data(), 16);
  return out;
}

Scalar Scalar::Reduce(const Hash512& wide) {
  Scalar out;
  crypto_core_ristretto255_scalar_reduce(out.bytes_.data(), wide.data());
  return out;
}

Scalar Scalar::From128(const std::array<std::uint8_t, 16>& low) {
  Scalar out;
  std::copy(low.begin(), low.end(), out.bytes_.begin());
  return out;
}

Scalar Scalar::operator+(const Scalar& other) const {
  Scalar out;
  crypto_core_ristretto255_scalar_add(out.bytes_.data(), bytes_.data(), other.bytes_.data());
  return out;
}

Scalar Scalar::operator-(const Scalar& other) const {
  Scalar out;
  crypto_core_ristretto255_scalar_sub(out.bytes_.data(), bytes_.data(), other.bytes_.data());
  return out;
}

Scalar Scalar::operator*(const Scalar& other) const {
  Scalar out;
  crypto_core_ristretto255_scalar_mul(out.bytes_.data(), bytes_.data(), other.bytes_.data());
  return out;
}

Scalar Scalar::operator-() const {
  Scalar out;
  crypto_core_ristretto255_scalar_negate(out.bytes_.data(), bytes_.data());
  return out;
}

// libsodium's own sum leaves an unreduced one in its frame.
Scalar& Scalar::operator+=(const Scalar& other) {
  Hash512 wide{};
  std::copy(bytes_.begin(), bytes_.end(), wide.begin());
  sodium_add(wide.data(), other.bytes_.data(), kSize);
  crypto_core_ristretto255_scalar_reduce(bytes_.data(), wide.data());
  sodium_memzero(wide.data(), wide.size());
  return *this;
}

absl::StatusOr<Scalar> Scalar::Inverse() const {
  Scalar out;
  if (crypto_core_ristretto255_scalar_invert(out.bytes_.data(), bytes_.data()) != 0) {
    return absl::FailedPreconditionError("zero has no inverse");
  }
  return out;
}

bool operator==(const Scalar& a, const Scalar& b) {
  return sodium_memcmp(a.bytes_.data(), b.bytes_.data(), Scalar::kSize) == 0;
}

Scalar MultiplyAdd(const Scalar& a, const Scalar& b, const Scalar& c) {
  Scalar product = a * b;
  const Scalar sum = product + c;
  sodium_memzero(&product, sizeof product);
  return sum;
}

absl::StatusOr<Point> Point::Parse(ByteView bytes) {
  // The top bit is outside the field element; whether a library looks at it differs by version.
  if (bytes.size() != kSize || (bytes[kSize - 1] & 0x80) != 0 ||
      crypto_core_ristretto255_is_valid_point(bytes.data()) != 1) {
    return absl::InvalidArgumentError("not the encoding of a group element");
  }
  Point out;
  std::copy(bytes.begin(), bytes.end(), out.bytes_.begin());
  return out;
}

absl::StatusOr<Point> Point::ParseNonIdentity(ByteView bytes) {
  absl::StatusOr<Point> point = Parse(bytes);
  if (point.ok() && point->IsIdentity()) {
    return absl::InvalidArgumentError("the identity is not allowed here");
  }
  return point;
}

Point Point::FromVerified(const std::array<std::uint8_t, kSize>& bytes) {
  Point out;
  out.bytes_ = bytes;
  return out;
}

const Point& Point::Base() {
  static const Point base = BaseMultiply(Scalar::FromUint64(1));
  return base;
}

Point Point::FromHash(const Hash512& hash) {
  Point out;
  crypto_core_ristretto255_from_hash(out.bytes_.data(), hash.data());
  return out;
}

Point Point::Random() {
  EnsureSodium();
  Point out;
  crypto_core_ristretto255_random(out.bytes_.data());
  return out;
}

Point Point::operator+(const Point& other) const {
  Point out;
  const int failed =
      crypto_core_ristretto255_add(out.bytes_.data(), bytes_.data(), other.bytes_.data());
  // Never, whichever points they are: both are valid.
  Require(Declassify(failed) == 0, "a Point is a valid element");
  return out;
}

Point Point::operator-(const Point& other) const {
  Point out;
  const int failed =
      crypto_core_ristretto255_sub(out.bytes_.data(), bytes_.data(), other.bytes_.data());
  // As for the sum.
  Require(Declassify(failed) == 0, "a Point is a valid element");
  return out;
}

Point Point::operator-() const { return Point() - *this; }

// libsodium reports a product that is the identity as a failure, as it does a point that is none. A
// secret scalar is not zero but with a chance of 2^-252: whether the product is the identity says
// only whether the point is, and that is public.
Point operator*(const Scalar& s, const Point& p) {
  Point out;
  const int failed =
      crypto_scalarmult_ristretto255(out.bytes_.data(), s.bytes().data(), p.bytes_.data());
  if (Declassify(failed) != 0) {
    Require(Declassify(p.IsIdentity() || s == Scalar()), "a Point is a valid element");
    return Point();
  }
  return out;
}

Point BaseMultiply(const Scalar& s) {
  Point out;
  const int failed = crypto_scalarmult_ristretto255_base(out.bytes_.data(), s.bytes().data());
  if (Declassify(failed) != 0) return Point();
  return out;
}

bool Point::IsIdentity() const { return sodium_is_zero(bytes_.data(), kSize) == 1; }

Point MultiScalarMultiply(std::span<const Scalar> scalars, std::span<const Point> points,
                          int threads) {
  Require(scalars.size() == points.size(), "as many scalars as points");
  std::vector<Point> sums(WorkerCount(threads));
  ParallelFor(points.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    for (std::size_t i = begin; i < end; ++i) sums[worker] += scalars[i] * points[i];
  });
  return Sum(sums);
}

Point Sum(std::span<const Point> points) {
  Point sum;
  for (const Point& point : points) sum += point;
  return sum;
}

Hash512 GeneratorHash(std::uint64_t i) {
  Bytes input;
  AppendFrame(input, AsBytes("urna/v2/generator"));
  AppendLe64(input, i);
  return Sha512(input);
}

Point Generator(std::uint64_t i) { return Point::FromHash(GeneratorHash(i)); }

std::vector<Point> Generators(std::uint64_t n, int threads) {
  std::vector<Point> out(n);
  ParallelFor(out.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) out[i] = Generator(i + 1);
  });
  return out;
}

}  // namespace urna::crypto
