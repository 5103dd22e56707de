#include "crypto/signature.h"

#include <algorithm>

#include "absl/status/status.h"
#include "crypto/sodium.h"

namespace urna::crypto {
namespace {

// What a signature of section 1.4 is made over.
Bytes SignedBytes(std::string_view purpose, const Hash256& context, ByteView body) {
  static constexpr std::string_view kPrefix = "urna/v2/sig/";
  Bytes out;
  out.reserve(kPrefix.size() + purpose.size() + 1 + context.size() + body.size());
  Append(out, AsBytes(kPrefix));
  Append(out, AsBytes(purpose));
  out.push_back(0);
  Append(out, context);
  Append(out, body);
  return out;
}

}  // namespace

absl::StatusOr<VerifyingKey> VerifyingKey::Parse(ByteView bytes) {
  // is_valid_point refuses non-canonical encodings, points of small order and, in a repaired
  // library (the self-test looks), every point with a torsion component.
  if (bytes.size() != kSize || crypto_core_ed25519_is_valid_point(bytes.data()) != 1) {
    return absl::InvalidArgumentError("not an Ed25519 key in the prime-order subgroup");
  }
  std::array<std::uint8_t, kSize> parsed;
  std::copy(bytes.begin(), bytes.end(), parsed.begin());
  return FromParsed(parsed);
}

VerifyingKey VerifyingKey::FromParsed(const std::array<std::uint8_t, kSize>& bytes) {
  VerifyingKey key;
  key.bytes_ = bytes;
  return key;
}

bool VerifyingKey::VerifyRaw(ByteView message, const Signature& signature) const {
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     bytes_.data()) == 0;
}

bool VerifyingKey::Verify(std::string_view purpose, const Hash256& context, ByteView body,
                          const Signature& signature) const {
  return VerifyRaw(SignedBytes(purpose, context, body), signature);
}

SigningKey SigningKey::Generate() {
  EnsureSodium();
  std::array<std::uint8_t, 32> seed;
  randombytes_buf(seed.data(), seed.size());
  const Secret<std::array<std::uint8_t, 32>> secret(seed);
  sodium_memzero(seed.data(), seed.size());
  return FromSeed(secret);
}

SigningKey SigningKey::FromSeed(const Secret<std::array<std::uint8_t, 32>>& seed) {
  SigningKey key;
  std::array<std::uint8_t, 64> expanded;
  crypto_sign_seed_keypair(key.public_key_.bytes_.data(), expanded.data(), seed.Reveal().data());
  key.secret_ = Secret<std::array<std::uint8_t, 64>>(expanded);
  sodium_memzero(expanded.data(), expanded.size());
  return key;
}

Secret<std::array<std::uint8_t, 32>> SigningKey::Seed() const {
  std::array<std::uint8_t, 32> seed;
  crypto_sign_ed25519_sk_to_seed(seed.data(), secret_.Reveal().data());
  Secret<std::array<std::uint8_t, 32>> out(seed);
  sodium_memzero(seed.data(), seed.size());
  return out;
}

Signature SigningKey::SignRaw(ByteView message) const {
  Signature out;
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(),
                       secret_.Reveal().data());
  return out;
}

Signature SigningKey::Sign(std::string_view purpose, const Hash256& context, ByteView body) const {
  return SignRaw(SignedBytes(purpose, context, body));
}

}  // namespace urna::crypto
