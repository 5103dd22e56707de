// The election: a fold over the records of its log (sections 7 and 10 of docs/protocol.md).
//
// The server asks it before a record is appended, the audit after; both get the same answer from
// the same code. It does no I/O, takes no lock and knows no time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"

namespace urna::ledger {

enum class Stage { kEmpty, kSealed, kVoting, kClosed };

// A file that the log announces.
struct AnnouncedArtefact {
  std::uint64_t leaf_index = 0;
  std::uint32_t trustee = 0;
  std::uint64_t size = 0;
  crypto::Hash256 sha256{};
};

// What has been announced for a contest after the closing.
struct ContestArtefacts {
  std::vector<AnnouncedArtefact> mixes;        // by position
  std::vector<AnnouncedArtefact> decryptions;  // in order of arrival
  std::vector<AnnouncedArtefact> lots;         // in order of arrival
  std::optional<AnnouncedArtefact> ballots, pabulib, outcome;
};

// Checks, by anyone and on any thread, what depends on no other record: signature and proof of a
// ballot (steps 5 and 6 of section 7). Whether its key may vote is the election state's business.
// UNAUTHENTICATED for a wrong signature, INVALID_ARGUMENT for a ciphertext that is malformed or
// whose proof is wrong.
absl::Status VerifyBallotCryptography(const Manifest& manifest, const Rolls& rolls,
                                      const Leaf& ballot);

// Not thread-safe: a reader excludes the writer.
class ElectionState {
 public:
  ElectionState(std::shared_ptr<const Manifest> manifest, std::shared_ptr<const Rolls> rolls);

  // Whether the record may be appended now, but for VerifyBallotCryptography. For a ballot, in this
  // order (section 7):
  //   INVALID_ARGUMENT   MALFORMED_BALLOT, WRONG_MANIFEST, UNKNOWN_CONTEST, WRONG_WIDTH
  //   FAILED_PRECONDITION  VOTING_NOT_OPEN, VOTING_CLOSED, ALREADY_VOTED
  //   PERMISSION_DENIED  UNKNOWN_KEY, KEY_REVOKED, NOT_ENTITLED, CHOICE_GROUP_FULL
  //   ABORTED            SEQUENCE_TOO_LOW, with the fact last_sequence
  //   RESOURCE_EXHAUSTED TOO_MANY_BALLOTS
  //   ALREADY_EXISTS     COPIED_CIPHERTEXT
  // Every other record: signatures too.
  absl::Status Check(const Leaf& leaf) const;

  // Applies a record that passed both checks as record `size()`.
  void Apply(const Leaf& leaf);

  // The audit's way: parses, checks everything, applies or counts a fault. Returns why a record is
  // a fault. After the closing, a record that is not a valid artefact is one too.
  // `cryptography_verified` leaves out VerifyBallotCryptography (done in parallel before).
  absl::Status Fold(crypto::ByteView leaf, bool cryptography_verified = false);

  std::uint64_t size() const { return size_; }
  Stage stage() const { return stage_; }
  // Set from the closing on.
  std::optional<std::uint64_t> close_index() const { return close_index_; }
  std::optional<std::uint64_t> opened_at() const { return opened_at_; }
  std::optional<std::uint64_t> closed_at() const { return closed_at_; }
  const Manifest& manifest() const { return *manifest_; }
  const Rolls& rolls() const { return *rolls_; }
  // By contest number.
  const ContestArtefacts& artefacts(ContestId contest) const { return artefacts_[Number(contest)]; }
  std::uint64_t revocations() const { return revocations_; }

  // The record that holds the key's ballot of that sequence number, if it is the last one.
  std::optional<std::uint64_t> FindLastBallot(const VotingKey& key, std::uint64_t sequence) const;
  std::optional<std::uint64_t> FindTracker(const Tracker& tracker) const;
  // 0 for a key that has not voted.
  std::uint64_t LastSequence(const VotingKey& key) const;

  // Select: the indexes of the ballots of a contest that count, ascending. Empty before the
  // closing, so that nobody counts early.
  const std::vector<std::uint64_t>& Selected(ContestId contest) const {
    return selected_[Number(contest)];
  }
  // Whether there is anything to mix and decrypt: after the closing, with a ballot, and not fewer
  // than the manifest demands.
  bool IsCounted(ContestId contest) const;
  // Fewer ballots than the manifest demands.
  bool HasTooFewBallots(ContestId contest) const;
  // Voters entitled to the contest.
  std::uint64_t EntitledSlots(ContestId contest) const;

 private:
  struct Voter {
    std::uint64_t last_sequence = 0;
    std::uint64_t last_index = 0;
    std::uint32_t ballots = 0;
  };
  static std::uint64_t Place(SlotIndex slot, ContestId contest) {
    return (static_cast<std::uint64_t>(slot) << 32) | Number(contest);
  }
  absl::Status CheckBallot(const Leaf& leaf, const BallotLeaf& ballot) const;
  absl::Status CheckRevocation(const Leaf& leaf, const RevocationLeaf& revocation) const;
  absl::Status CheckTime(const Leaf& leaf, const TimeLeaf& time) const;
  absl::Status CheckArtefact(const Leaf& leaf, const ArtefactLeaf& artefact) const;
  absl::Status CheckAuthorities(const Leaf& leaf,
                                const std::vector<KeyedSignature>& signatures) const;
  void ApplyBallot(const Leaf& leaf, const BallotLeaf& ballot);
  void ApplyArtefact(const ArtefactLeaf& artefact);
  void Select();

  std::shared_ptr<const Manifest> manifest_;
  std::shared_ptr<const Rolls> rolls_;
  // entitled_[electorate] holds the contests; groups_of_[contest] the choice groups that it is in.
  std::vector<absl::flat_hash_set<std::uint32_t>> entitled_;
  std::vector<std::vector<int>> groups_of_;

  std::uint64_t size_ = 0;
  Stage stage_ = Stage::kEmpty;
  std::optional<std::uint64_t> close_index_, opened_at_, closed_at_;
  absl::flat_hash_map<SlotIndex, Voter> voters_;
  absl::flat_hash_set<SlotIndex> revoked_;
  // By slot and contest.
  absl::flat_hash_map<std::uint64_t, std::uint64_t> best_;
  // First points of all ciphertexts: a copied one is refused.
  absl::flat_hash_set<crypto::Hash256> seen_;
  absl::flat_hash_map<Tracker, std::uint64_t> trackers_;
  std::vector<ContestArtefacts> artefacts_;
  std::vector<std::vector<std::uint64_t>> selected_;
  std::uint64_t revocations_ = 0;
};

}  // namespace urna::ledger
