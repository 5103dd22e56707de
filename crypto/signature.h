// Ed25519 with one purpose per signature (sections 1.2 and 1.4 of docs/protocol.md).
#pragma once

#include <array>
#include <compare>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace urna::crypto {

using Signature = std::array<std::uint8_t, 64>;

// An Ed25519 public key in the prime-order subgroup.
class VerifyingKey {
 public:
  static constexpr std::size_t kSize = 32;
  // INVALID_ARGUMENT unless `bytes` are a canonical point of the prime-order subgroup, not the
  // identity.
  static absl::StatusOr<VerifyingKey> Parse(ByteView bytes);
  // Of bytes that Parse has taken before, and that were kept without their type: its check costs as
  // much as half a signature.
  static VerifyingKey FromParsed(const std::array<std::uint8_t, kSize>& bytes);
  const std::array<std::uint8_t, kSize>& bytes() const { return bytes_; }
  auto operator<=>(const VerifyingKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const VerifyingKey& key) {
    return H::combine(std::move(h), key.bytes_);
  }

  // Cofactorless, byte comparison of R: the acceptance rule of section 1.2.
  bool VerifyRaw(ByteView message, const Signature& signature) const;
  // Sig(sk, purpose, context, body) of section 1.4.
  bool Verify(std::string_view purpose, const Hash256& context, ByteView body,
              const Signature& signature) const;

 private:
  friend class SigningKey;
  std::array<std::uint8_t, kSize> bytes_{};
};

// An Ed25519 secret key; wiped when it goes. Every key has exactly one role.
class SigningKey {
 public:
  static SigningKey Generate();
  static SigningKey FromSeed(const Secret<std::array<std::uint8_t, 32>>& seed);
  const VerifyingKey& public_key() const { return public_key_; }
  Secret<std::array<std::uint8_t, 32>> Seed() const;
  Signature SignRaw(ByteView message) const;
  Signature Sign(std::string_view purpose, const Hash256& context, ByteView body) const;

 private:
  Secret<std::array<std::uint8_t, 64>> secret_;
  VerifyingKey public_key_;
};

}  // namespace urna::crypto
