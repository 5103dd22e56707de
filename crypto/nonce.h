// Hedged nonces: random, and bound to the secret and to all that they are used for, so that neither
// a broken source of randomness nor a copied machine lets one nonce meet two statements
// (section 1.3 of docs/protocol.md).
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/constant_time.h"
#include "crypto/group.h"
#include "crypto/secret.h"

namespace urna::crypto {

using FreshBytes = std::array<std::uint8_t, 64>;

// 64 bytes of the system's randomness.
Secret<FreshBytes> DrawFreshBytes();

// reduce(SHA-512( F("urna/v2/nonce-" || name) || F(secret) || F(fresh) || F(statement) )), where
// the statement is the concatenation of its parts; never 0. Constant-time in everything secret;
// leaves no copy.
Secret<Scalar> HedgedNonce(std::string_view name, const Scalar& secret,
                           const Secret<FreshBytes>& fresh,
                           std::initializer_list<ByteView> statement);

// The first nonce that is not 0, of those that `make` makes: of `fresh`, then of bytes drawn anew.
// With 0 the response of a proof gives the secret away.
template <typename Make>
Secret<Scalar> FirstNonZero(const Make& make, const Secret<FreshBytes>& fresh) {
  Secret<Scalar> nonce = make(fresh);
  // With a chance of 2^-252, and then it is thrown away.
  while (Declassify(nonce.Reveal() == Scalar())) nonce = make(DrawFreshBytes());
  return nonce;
}

}  // namespace urna::crypto
