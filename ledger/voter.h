// What a voter's device does: encrypt, then cast or challenge (section 6 of docs/protocol.md).
#pragma once

#include "absl/status/statusor.h"
#include "crypto/secret.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"

namespace urna::ledger {

// What a challenged ballot shows to a second device. It is void from then on.
struct BallotOpening {
  // The record's bytes before its signature.
  crypto::Bytes unsigned_leaf;
  crypto::Bytes payload;
  crypto::Scalar randomness;
};

// An encrypted ballot that is not signed yet. Its voter sees the tracker, then decides: cast, or
// challenge.
class BallotDraft {
 public:
  // INVALID_ARGUMENT when the choices break the contest's limits. `sequence` must be above that of
  // every ballot that the key has cast.
  static absl::StatusOr<BallotDraft> Encrypt(const Manifest& manifest, ContestId contest,
                                             const Choices& choices,
                                             const crypto::VerifyingKey& voting_key,
                                             std::uint64_t sequence);
  BallotDraft(BallotDraft&&) = default;
  BallotDraft& operator=(BallotDraft&&) = default;

  const Tracker& tracker() const { return tracker_; }
  // The record to hand in. The randomness is wiped.
  crypto::Bytes Cast(const crypto::SigningKey& key) &&;
  // Opens the ballot instead.
  BallotOpening Challenge() &&;

 private:
  BallotDraft() = default;
  Leaf leaf_;
  Tracker tracker_;
  crypto::SecretBytes payload_;
  crypto::Secret<crypto::Scalar> randomness_;
};

// The second device: recomputes the ciphertext and the tracker from the opening and returns the
// choices that it holds. INVALID_ARGUMENT when the ciphertext holds something else, or the tracker
// is not the one that the voter was shown.
absl::StatusOr<Choices> CheckOpening(const Manifest& manifest, const BallotOpening& opening,
                                     const Tracker& tracker);

}  // namespace urna::ledger
