// What a voter's device does: encrypt, show the tracker, then cast or challenge (section 6 of
// docs/protocol.md).
#pragma once

#include "absl/status/statusor.h"
#include "crypto/nonce.h"
#include "crypto/secret.h"
#include "crypto/voter_key.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"

namespace urna::ledger {

// Where a ballot stands among those of its key in a contest.
struct ChainPlace {
  // From 1.
  std::uint64_t sequence = 1;
  // Leaf hash of the ballot before; zeros for the first.
  crypto::Hash256 previous{};
};

// What a challenged ballot shows to a second device. It is void from then on.
struct BallotOpening {
  // The record's bytes before its proof.
  crypto::Bytes head;
  crypto::Bytes payload;
  crypto::Scalar randomness;
};

// An encrypted ballot that is neither cast nor challenged yet. Its voter sees the tracker, then
// decides.
class BallotDraft {
 public:
  // INVALID_ARGUMENT when the choices break the contest's limits. `attempt` counts, from 1, the
  // ballots that the device has encrypted for this place, so that a randomness that was opened
  // never comes again even where the system's does.
  static absl::StatusOr<BallotDraft> Encrypt(const Manifest& manifest, ContestId contest,
                                             const Choices& choices, const crypto::VoterKey& key,
                                             const ChainPlace& place, std::uint64_t attempt = 1);
  // The same with randomness that is given: for vectors and tests.
  static absl::StatusOr<BallotDraft> EncryptWith(const Manifest& manifest, ContestId contest,
                                                 const Choices& choices,
                                                 const crypto::Point& voting_key,
                                                 const ChainPlace& place,
                                                 const crypto::Scalar& randomness);
  BallotDraft(BallotDraft&&) = default;
  BallotDraft& operator=(BallotDraft&&) = default;

  // 20 characters; and all 52, for a QR code.
  Tracker tracker() const { return ShortTracker(full_tracker_); }
  const std::string& full_tracker() const { return full_tracker_; }
  // The record to hand in, with the proof made now. The randomness is wiped.
  crypto::Bytes Cast(const crypto::VoterKey& key) &&;
  // The same with nonces that are given: for vectors and tests.
  crypto::Bytes CastWith(const crypto::VoterKey& key, const crypto::Scalar& w,
                         const crypto::Scalar& u) &&;
  // Opens the ballot instead.
  BallotOpening Challenge() &&;

 private:
  BallotDraft() = default;
  crypto::Bytes Finish(const crypto::BallotProof& proof);
  Leaf leaf_;
  crypto::Bytes head_;
  std::string full_tracker_;
  crypto::SecretBytes payload_;
  crypto::Secret<crypto::Scalar> randomness_;
};

// The second device: recomputes ciphertext and tracker from the opening and returns the choices
// that it holds. `tracker` has 20 or 52 characters (ParseTracker). INVALID_ARGUMENT when the
// ciphertext holds something else, or the tracker is not the one that the voter was shown.
absl::StatusOr<Choices> CheckOpening(const Manifest& manifest, const BallotOpening& opening,
                                     std::string_view tracker);
// The ballot of an opening, its proof left out. INVALID_ARGUMENT unless its head is that of a
// ballot of this election.
absl::StatusOr<BallotLeaf> OpenedBallot(const Manifest& manifest, const BallotOpening& opening);

}  // namespace urna::ledger
