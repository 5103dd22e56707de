// Hedged nonces: random, and bound to the secret and to all that they are used for, so that neither
// a broken source of randomness nor a copied machine lets one nonce meet two statements
// (section 6.4 of docs/protocol.md).
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/group.h"
#include "crypto/secret.h"

namespace urna::crypto {

using FreshBytes = std::array<std::uint8_t, 64>;

// 64 bytes of the system's randomness.
Secret<FreshBytes> DrawFreshBytes();

// reduce(SHA-512( F("urna/v2/nonce-" || name) || F(secret) || F(fresh) || F(statement) )), where
// the statement is the concatenation of its parts. Constant-time in everything secret; leaves no
// copy.
Secret<Scalar> HedgedNonce(std::string_view name, const Scalar& secret,
                           const Secret<FreshBytes>& fresh,
                           std::initializer_list<ByteView> statement);

}  // namespace urna::crypto
