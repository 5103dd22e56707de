#include "tampering/rows/raw_ed25519.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/group.h"
#include "crypto/hash.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using Encoding = std::array<std::uint8_t, 32>;

// A point of order 8.
constexpr Encoding kTorsion = {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                               0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                               0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
constexpr Encoding kIdentity = {1};

// Both groups have the order L, so that their scalars are the same.
crypto::Scalar SecretOf(const crypto::SigningKey& key) {
  const auto seed = key.Seed();
  crypto::Hash512 hash = crypto::Sha512(seed.Reveal());
  hash[0] &= 0xf8;
  hash[31] = static_cast<std::uint8_t>((hash[31] & 0x7f) | 0x40);
  std::fill(hash.begin() + 32, hash.end(), 0);
  return crypto::Scalar::Reduce(hash);
}

crypto::Scalar ChallengeOf(const Encoding& r, const Encoding& a, ByteView message) {
  Bytes hashed;
  crypto::Append(hashed, r);
  crypto::Append(hashed, a);
  crypto::Append(hashed, message);
  return crypto::Scalar::Reduce(crypto::Sha512(hashed));
}

Encoding Base(const crypto::Scalar& s) {
  Encoding out;
  if (crypto_scalarmult_ed25519_base_noclamp(out.data(), s.bytes().data()) != 0) {
    throw std::logic_error("not a multiple of the base point");
  }
  return out;
}

Encoding PlusTorsion(const Encoding& point) {
  Encoding out;
  if (crypto_core_ed25519_add(out.data(), point.data(), kTorsion.data()) != 0) {
    throw std::logic_error("not a point");
  }
  return out;
}

crypto::Signature Joined(const Encoding& r, const crypto::Scalar& s) {
  crypto::Signature out;
  std::ranges::copy(r, out.begin());
  std::ranges::copy(s.bytes(), out.begin() + 32);
  return out;
}

}  // namespace

void AddOrder(std::span<std::uint8_t> scalar) {
  auto order = (-crypto::Scalar::FromUint64(1)).bytes();
  ++order[0];
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += unsigned{scalar[i]} + order[i];
    scalar[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

crypto::Signature WithLongS(crypto::Signature signature) {
  AddOrder(std::span(signature).subspan(32));
  return signature;
}

crypto::Signature WithoutNonce(const crypto::SigningKey& key, ByteView message) {
  return Joined(kIdentity,
                ChallengeOf(kIdentity, key.public_key().bytes(), message) * SecretOf(key));
}

crypto::Signature WithTorsion(const crypto::SigningKey& key, ByteView message) {
  const crypto::Scalar nonce = crypto::Scalar::Random();
  const Encoding r = PlusTorsion(Base(nonce));
  return Joined(r, nonce + ChallengeOf(r, key.public_key().bytes(), message) * SecretOf(key));
}

Encoding TorsionKey(const crypto::SigningKey& key) { return PlusTorsion(key.public_key().bytes()); }

crypto::Signature SignWithTorsionKey(const crypto::SigningKey& key, ByteView message) {
  const Encoding a = TorsionKey(key);
  for (;;) {
    const crypto::Scalar nonce = crypto::Scalar::Random();
    const Encoding r = Base(nonce);
    const crypto::Scalar h = ChallengeOf(r, a, message);
    // The torsion of hA vanishes.
    if (h.bytes()[0] % 8 == 0) return Joined(r, nonce + h * SecretOf(key));
  }
}

Bytes SignedMessage(std::string_view purpose, const crypto::Hash256& context, ByteView body) {
  Bytes message;
  crypto::Append(message, crypto::AsBytes("urna/v2/sig/"));
  crypto::Append(message, crypto::AsBytes(purpose));
  message.push_back(0);
  crypto::Append(message, context);
  crypto::Append(message, body);
  return message;
}

}  // namespace urna::ledger
