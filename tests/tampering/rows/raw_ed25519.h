// Signatures and keys of Ed25519 that no library makes, by whoever knows the secret.
#pragma once

#include <span>

#include "crypto/signature.h"

namespace urna::ledger {

// Adds L to a scalar: another spelling of it, which every parser must refuse.
void AddOrder(std::span<std::uint8_t> scalar);
// The same signature with S + L instead of S.
crypto::Signature WithLongS(crypto::Signature signature);
// Satisfies the equation with the identity as R, a point of small order.
crypto::Signature WithoutNonce(const crypto::SigningKey& key, crypto::ByteView message);
// R has a component of order 8: the equation holds once it is multiplied by the cofactor, and not
// before.
crypto::Signature WithTorsion(const crypto::SigningKey& key, crypto::ByteView message);

// The key plus a point of order 8, and a signature that satisfies the equation under it.
std::array<std::uint8_t, 32> TorsionKey(const crypto::SigningKey& key);
crypto::Signature SignWithTorsionKey(const crypto::SigningKey& key, crypto::ByteView message);

// What Sig(sk, purpose, context, body) signs.
crypto::Bytes SignedMessage(std::string_view purpose, const crypto::Hash256& context,
                            crypto::ByteView body);

}  // namespace urna::ledger
