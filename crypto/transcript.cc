#include "crypto/transcript.h"

#include <algorithm>

namespace urna::crypto {
namespace {

constexpr std::string_view kPrefix = "urna/v2/";

void Absorb(crypto_hash_sha512_state& state, ByteView bytes) {
  crypto_hash_sha512_update(&state, bytes.data(), bytes.size());
}

void AbsorbU64(crypto_hash_sha512_state& state, std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  Absorb(state, bytes);
}

// F("urna/v2/" || purpose).
void AbsorbPurpose(crypto_hash_sha512_state& state, std::string_view purpose) {
  AbsorbU64(state, kPrefix.size() + purpose.size());
  Absorb(state, AsBytes(kPrefix));
  Absorb(state, AsBytes(purpose));
}

}  // namespace

Transcript::Transcript(std::string_view purpose, const Hash256& context) {
  crypto_hash_sha512_init(&state_);
  AbsorbPurpose(state_, purpose);
  Frame(context);
}

Transcript& Transcript::Frame(ByteView bytes) {
  AbsorbU64(state_, bytes.size());
  Absorb(state_, bytes);
  return *this;
}

Transcript& Transcript::Frame(std::string_view text) { return Frame(AsBytes(text)); }

Transcript& Transcript::U64(std::uint64_t value) {
  AbsorbU64(state_, 8);
  AbsorbU64(state_, value);
  return *this;
}

Transcript& Transcript::Add(const Point& point) { return Frame(point.bytes()); }

Transcript& Transcript::Add(const Scalar& scalar) { return Frame(scalar.bytes()); }

Transcript& Transcript::Add(std::span<const Point> points) {
  AbsorbU64(state_, points.size() * Point::kSize);
  for (const Point& point : points) Absorb(state_, point.bytes());
  return *this;
}

Hash512 Transcript::Digest() const {
  crypto_hash_sha512_state copy = state_;
  Hash512 out;
  crypto_hash_sha512_final(&copy, out.data());
  return out;
}

Scalar Transcript::Challenge() const { return Scalar::Reduce(Digest()); }

Scalar VectorChallenge(std::string_view purpose, const Hash512& seed, std::uint64_t i) {
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  AbsorbPurpose(state, purpose);
  Absorb(state, seed);
  AbsorbU64(state, i);
  Hash512 digest;
  crypto_hash_sha512_final(&state, digest.data());
  std::array<std::uint8_t, 16> low;
  std::copy_n(digest.begin(), low.size(), low.begin());
  return Scalar::From128(low);
}

}  // namespace urna::crypto
