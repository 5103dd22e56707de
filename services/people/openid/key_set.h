// The public keys of an issuer, from its JWKS (RFC 7517).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace urna::services::openid {

// How an issuer signs: one for each issuer, from the configuration, and never from what it sends.
enum class Algorithm {
  // RSA with PKCS #1 v1.5 and SHA-256, of at least 2048 bits.
  kRs256,
  // ECDSA on P-256 with SHA-256.
  kEs256,
  // Ed25519.
  kEdDsa,
};
// Such as "RS256". INVALID_ARGUMENT for any other name.
absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name);
std::string_view NameOf(Algorithm algorithm);

// One key that signs.
struct PublicKey {
  // Empty where it has none.
  std::string kid;
  Algorithm algorithm;
  // A JWK with nothing but what makes the key.
  std::string jwk;
};

// Immutable.
class KeySet {
 public:
  // Of more than so many keys the set is refused.
  static constexpr std::size_t kMostKeys = 100;

  KeySet() = default;
  // Keys that do not sign, of other algorithms, and RSA keys that are too short are passed over.
  // INVALID_ARGUMENT for what is no JWKS.
  static absl::StatusOr<KeySet> Parse(std::string_view json);

  // The key that signed a token with this header: by its id, or, where the token names none, the only one
  // of the algorithm. Null where there is none, or more than one.
  const PublicKey* Find(std::string_view kid, Algorithm algorithm) const;

 private:
  std::vector<PublicKey> keys_;
};

}  // namespace urna::services::openid
