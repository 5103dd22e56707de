// A voter's key: x and vk = xG. Keys of several codes add up to one (section 5.2 of
// docs/protocol.md).
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "crypto/group.h"
#include "crypto/secret.h"

namespace urna::crypto {

// The secret is wiped when it goes.
class VoterKey {
 public:
  // INVALID_ARGUMENT for zero.
  static absl::StatusOr<VoterKey> FromScalar(Secret<Scalar> x);
  // reduce(SHA-512( F("urna/v2/code-scalar") || seed )). INVALID_ARGUMENT when it is zero.
  static absl::StatusOr<VoterKey> FromSeed(const Secret<std::array<std::uint8_t, 32>>& seed);
  // The key whose secret is the sum. INVALID_ARGUMENT when that is zero, or for none at all.
  static absl::StatusOr<VoterKey> Sum(std::span<const VoterKey> parts);

  const Point& public_key() const { return public_key_; }
  const Secret<Scalar>& secret() const { return x_; }

 private:
  VoterKey() = default;
  Secret<Scalar> x_;
  Point public_key_;
};

// The proof that a code registrar's program knows the secret of a public key that it hands in,
// bound to the election, the registrar's number and the person's slot (section 5.1): without it,
// the last registrar could choose V_2 = X - V_1 and own the sum.
struct PossessionStatement {
  // Hash("election", election id).
  Hash256 election_hash;
  // j, from 1.
  std::uint64_t registrar;
  Hash256 tag;
};
struct Possession {
  Point r;
  Scalar z;
};
Scalar PossessionChallenge(const PossessionStatement& statement, const Point& v, const Point& r);
Possession ProvePossession(const PossessionStatement& statement, const VoterKey& key);
// False also for an identity in V or R.
bool VerifyPossession(const PossessionStatement& statement, const Point& v,
                      const Possession& possession);

}  // namespace urna::crypto
