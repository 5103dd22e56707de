// Distributed key generation for `width` keys at once, t of n (section 4 of docs/protocol.md):
// commit, reveal, confirm. Every message is signed by its trustee and kept in the record, from
// which anybody recomputes the keys.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/group.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

namespace urna::crypto {

using BoxPublicKey = std::array<std::uint8_t, 32>;

// The secret halves of a trustee's two keys (Ed25519 for messages, X25519 for shares).
struct TrusteeSecretKeys {
  SigningKey signing;
  Secret<std::array<std::uint8_t, 32>> box_secret;
  BoxPublicKey box_public;
  static TrusteeSecretKeys Generate();
};

struct TrusteePublicKeys {
  VerifyingKey signing;
  BoxPublicKey box;
};

// What every participant knows beforehand, all from the config. `trustees[j - 1]` is trustee j.
// 1 <= threshold <= n <= 9; width = k + 1 (k ballot keys, then the key for lots), 2..17.
struct CeremonyParameters {
  Hash256 config_hash;
  std::vector<TrusteePublicKeys> trustees;
  std::uint32_t threshold;
  std::uint32_t width;
};

// Round 1 of trustee j.
struct CeremonyCommitment {
  Hash512 commitment;
  Signature signature;  // Sig(.., "dkg-1", config_hash, LE64(j) || commitment)
};

// Round 2 of trustee j.
struct CeremonyReveal {
  std::vector<std::vector<Point>> coefficients;  // F_{j,l,d}: [l][d], width x threshold
  struct Possession {
    Point t;
    Scalar s;
  };
  std::vector<Possession> possessions;  // one per l
  std::vector<Bytes> shares;            // enc_{j,m}, m = 1..n
  Signature
      signature;  // Sig(.., "dkg-2", config_hash, LE64(j) || the frames of section 4.4 before it)
  Bytes Serialize() const;  // the frames of section 4.4, the signature's included
  // Shape and canonical encodings against the parameters; no signature or proof is checked.
  static absl::StatusOr<CeremonyReveal> Parse(const CeremonyParameters& parameters, ByteView bytes);
};

// The keys that come out.
struct ElectionKeys {
  std::vector<Point> keys;                       // Y_1..Y_width
  std::vector<std::vector<Point>> trustee_keys;  // X_{m,l}: [m - 1][l - 1]
};

// One trustee's run of the ceremony. Secrets stay inside.
class CeremonyParticipant {
 public:
  // `index` is j, 1..n; its public keys must be those of `keys`.
  static absl::StatusOr<CeremonyParticipant> Start(const CeremonyParameters& parameters,
                                                   std::uint32_t index,
                                                   const TrusteeSecretKeys& keys);
  CeremonyCommitment Commit() const;
  // Call only after all n commitments are public.
  absl::StatusOr<CeremonyReveal> Reveal() const;
  // Checks all commitments and reveals (public checks, then the own share of each) and returns the
  // trustee's secret shares x_{m,1..width}. The error names the trustee that is at fault: abort,
  // never go on with a subset.
  absl::StatusOr<SecretVector<Scalar>> Finish(std::span<const CeremonyCommitment> commitments,
                                              std::span<const CeremonyReveal> reveals) const;
  // So that a trustee's program may stop between rounds: all its secrets, to be sealed at once.
  SecretBytes SerializeSecrets() const;
  static absl::StatusOr<CeremonyParticipant> Resume(const CeremonyParameters& parameters,
                                                    std::uint32_t index,
                                                    const TrusteeSecretKeys& keys,
                                                    ByteView secrets);

 private:
  CeremonyParticipant() = default;
  // A participant without polynomials, its keys checked against the parameters.
  static absl::StatusOr<CeremonyParticipant> Prepare(const CeremonyParameters& parameters,
                                                     std::uint32_t index,
                                                     const TrusteeSecretKeys& keys);
  std::vector<std::vector<Point>> Coefficients() const;  // F_{j,l,d}: [l][d]
  // enc_{j,to}.
  absl::StatusOr<Bytes> EncryptShares(std::uint32_t to) const;
  // Check 4 of section 4 on a verified reveal; adds the shares in it to `sums`.
  absl::Status AddShares(std::uint32_t from, const CeremonyReveal& reveal,
                         SecretVector<Scalar>& sums) const;

  CeremonyParameters parameters_;
  std::uint32_t index_ = 0;
  // Held apart from the caller's keys, wiped with this object.
  Secret<std::array<std::uint8_t, 32>> signing_seed_;
  Secret<std::array<std::uint8_t, 32>> box_secret_;
  std::vector<SecretVector<Scalar>> polynomials_;  // a_{j,l,d}: [l][d]
};

// Public checks 1-3 of section 4 and the signature of round 1 / 2, by anybody. INVALID_ARGUMENT
// names what fails.
absl::Status VerifyCommitment(const CeremonyParameters& parameters, std::uint32_t index,
                              const CeremonyCommitment& commitment);
absl::Status VerifyReveal(const CeremonyParameters& parameters, std::uint32_t index,
                          const CeremonyCommitment& commitment, const CeremonyReveal& reveal);
// Recomputes Y and X; fails when a key is the identity or two are equal. The reveals must have been
// verified.
absl::StatusOr<ElectionKeys> CombineKeys(const CeremonyParameters& parameters,
                                         std::span<const CeremonyReveal> reveals);

// The record of section 4.4 without the round-3 signatures: what round 3 signs (as SHA-512 of these
// bytes).
Bytes SerializeCeremony(const CeremonyParameters& parameters,
                        std::span<const CeremonyCommitment> commitments,
                        std::span<const CeremonyReveal> reveals);
Signature ConfirmCeremony(const SigningKey& key, const CeremonyParameters& parameters,
                          ByteView ceremony);
bool VerifyConfirmation(const CeremonyParameters& parameters, std::uint32_t index,
                        ByteView ceremony, const Signature& signature);
// ceremony || F(sig3_j) for j = 1..n: the whole dkg_record.
Bytes SerializeRecord(ByteView ceremony, std::span<const Signature> confirmations);

// Parses a dkg_record and verifies everything public in it: every signature, every check, then Y
// and X.
absl::StatusOr<ElectionKeys> VerifyRecord(const CeremonyParameters& parameters, ByteView record);

// lambda_m of section 12 for the distinct indexes of `set`, `index` among them.
absl::StatusOr<Scalar> LagrangeCoefficient(std::uint32_t index, std::span<const std::uint32_t> set);

}  // namespace urna::crypto
