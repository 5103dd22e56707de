// The election: a fold over the records of its log (sections 7 and 10 of docs/protocol.md).
//
// The server asks it before a record is appended, the audit after; both get the same answer from
// the same code. It does no I/O, takes no lock and knows no time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
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

// What has been announced for a contest after the closing and was found right.
struct ContestArtefacts {
  std::vector<AnnouncedArtefact> mixes;        // in the order of mixing
  std::vector<AnnouncedArtefact> decryptions;  // in order of arrival
  std::vector<AnnouncedArtefact> lots;         // in order of arrival
  std::optional<AnnouncedArtefact> ballots, pabulib, outcome;
  // Trustees of well-placed mixes, the wrong ones included: nobody mixes a contest twice.
  std::vector<std::uint32_t> mixers;
  // Record of the last mix: what the next one takes as `index`. 0 where there is none.
  std::uint64_t LastMix() const { return mixes.empty() ? 0 : mixes.back().leaf_index; }
};

// A key that votes no longer.
struct Revocation {
  std::uint64_t record = 0;
  SlotTag slot;
  std::uint8_t reason = 0;
  std::vector<std::uint8_t> authorities;
  // Whether the key had a ballot in the log.
  bool after_vote = false;
};

// A ballot in the log that was admitted.
struct RecordedBallot {
  std::uint64_t index = 0;
  std::uint64_t sequence = 0;
  crypto::Hash256 leaf_hash{};
};

// Checks, by anyone and on any thread, what depends on no other record: encodings and proof of a
// ballot (steps 5 and 6 of section 7). Whether its key may vote is the election state's business.
// INVALID_ARGUMENT (MALFORMED_CIPHERTEXT) for an encoding that is not canonical, UNAUTHENTICATED
// (WRONG_PROOF) for a proof that does not hold.
absl::Status VerifyBallotCryptography(const Manifest& manifest, const Leaf& ballot);
// The same for many at once, at less than half the price each.
std::vector<absl::Status> VerifyBallotsCryptography(const Manifest& manifest,
                                                    std::span<const Leaf* const> ballots);
// What a log's ballots come to: whether each record is a ballot whose cryptography holds. On
// `threads` threads, told of each that is done.
std::vector<char> VerifyBallotRecords(const Manifest& manifest,
                                      std::span<const crypto::Bytes> records, int threads,
                                      const std::function<void(std::size_t)>& report = {});

// The signatures of a revocation, an opening or a closing: each holds, and they are as many as the
// manifest demands. UNAUTHENTICATED (WRONG_SIGNATURE), PERMISSION_DENIED (TOO_FEW_SIGNATURES);
// INVALID_ARGUMENT for any other record.
absl::Status VerifyAuthorities(const Manifest& manifest, const Leaf& leaf);

// Not thread-safe: a reader excludes the writer.
class ElectionState {
 public:
  ElectionState(std::shared_ptr<const Manifest> manifest, std::shared_ptr<const Rolls> rolls);

  // Whether the record may be appended now, but for VerifyBallotCryptography. For a ballot, in this
  // order (section 7):
  //   INVALID_ARGUMENT   MALFORMED_BALLOT, WRONG_MANIFEST, UNKNOWN_CONTEST, WRONG_WIDTH
  //   FAILED_PRECONDITION  VOTING_NOT_OPEN, VOTING_CLOSED, ALREADY_VOTED
  //   PERMISSION_DENIED  UNKNOWN_KEY, KEY_REVOKED, NOT_ENTITLED, CHOICE_GROUP_FULL
  //   ABORTED            SEQUENCE_TAKEN: the log has a ballot of that number
  //   FAILED_PRECONDITION  SEQUENCE_GAP: a number before it is free; WRONG_PREVIOUS
  //   RESOURCE_EXHAUSTED TOO_MANY_BALLOTS
  //   ALREADY_EXISTS     COPIED_CIPHERTEXT
  // Every other record: signatures too. An artefact: whether it is well-placed as record `size()`.
  absl::Status Check(const Leaf& leaf) const;

  // Applies a record that passed both checks as record `size()`; an artefact, whose file was found
  // right.
  void Apply(const Leaf& leaf, const crypto::Hash256& leaf_hash);

  // The audit's way: parses, checks everything, applies or counts a fault. Returns why a record is
  // a fault. `cryptography_verified` leaves out VerifyBallotCryptography (done in parallel before).
  // A well-formed artefact after the closing only takes its place in the log: whether it is
  // well-placed depends on the files of those before it, which PlaceArtefact is told of.
  absl::Status Fold(crypto::ByteView leaf, bool cryptography_verified = false);

  // For the owner of the log's tree, once the closing is applied: the root of the log whose last
  // record is the closing. No artefact can be checked before.
  void SetClosingRoot(const crypto::Hash256& root);
  // Hash("closing", ..) of section 10; nothing before SetClosingRoot.
  const std::optional<crypto::Hash256>& closing_hash() const { return closing_hash_; }
  // Whether the artefact is well-placed as record `record`. Artefacts of a contest are asked about
  // in the order of the log, or all mixes before all that come of them.
  absl::Status CheckArtefact(const ArtefactLeaf& artefact, std::uint64_t record) const;
  // A well-placed artefact, and whether its file is right.
  void PlaceArtefact(const ArtefactLeaf& artefact, std::uint64_t record, bool right);

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
  // In the order of the log.
  const std::vector<Revocation>& revocations() const { return revocations_; }
  // The revocation of a key, if there is one.
  const Revocation* FindRevocation(const VotingKey& key) const;

  // The admitted ballot with these bytes before its proof, if there is one.
  std::optional<std::uint64_t> FindBallot(const Leaf& ballot) const;
  // By its 20 characters or by all 52.
  std::optional<std::uint64_t> FindTracker(std::string_view tracker) const;
  // The last ballot of a key in a contest; nothing for a key that has not voted in it.
  std::optional<RecordedBallot> LastBallot(const VotingKey& key, ContestId contest) const;
  // The records of all its ballots in the contest from number `first` on, ascending.
  std::vector<std::uint64_t> BallotsOf(const VotingKey& key, ContestId contest,
                                       std::uint64_t first) const;
  // For a contest in which the key has no ballot: where a choice group leaves it none, the last
  // ballots of the key in the contests that it has used. Empty where it is free.
  std::vector<RecordedBallot> FullChoiceGroup(const VotingKey& key, ContestId contest) const;

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
  // 100 bits of a full tracker: what its 20 characters say.
  using TrackerKey = std::array<std::uint8_t, 13>;
  static std::uint64_t Place(SlotIndex slot, ContestId contest) {
    return (static_cast<std::uint64_t>(slot) << 32) | Number(contest);
  }
  absl::Status CheckBallot(const Leaf& leaf, const BallotLeaf& ballot) const;
  absl::Status CheckRevocation(const Leaf& leaf, const RevocationLeaf& revocation) const;
  absl::Status CheckTime(const Leaf& leaf, const TimeLeaf& time) const;
  absl::Status CheckChain(const BallotLeaf& ballot,
                          const std::optional<RecordedBallot>& last) const;
  absl::Status CheckPlace(const ArtefactLeaf& artefact, std::uint64_t record) const;
  absl::Status CheckMixPlace(const ArtefactLeaf& mix) const;
  absl::Status CheckDecryptionPlace(const ArtefactLeaf& decryption, std::uint64_t record) const;
  absl::Status CheckLotPlace(const ArtefactLeaf& lot) const;
  absl::Status CheckResultPlace(const ArtefactLeaf& result, std::uint64_t record) const;
  bool HasLot(ContestId contest) const;
  void ApplyBallot(const Leaf& leaf, const BallotLeaf& ballot, const crypto::Hash256& leaf_hash);
  void ApplyRevocation(const RevocationLeaf& revocation);
  static TrackerKey KeyOf(const Leaf& ballot);
  void Select();

  std::shared_ptr<const Manifest> manifest_;
  std::shared_ptr<const Rolls> rolls_;
  // entitled_[electorate] holds the contests; groups_of_[contest] the choice groups that it is in.
  std::vector<absl::flat_hash_set<std::uint32_t>> entitled_;
  std::vector<std::vector<int>> groups_of_;

  std::uint64_t size_ = 0;
  Stage stage_ = Stage::kEmpty;
  std::optional<std::uint64_t> close_index_, opened_at_, closed_at_;
  std::optional<crypto::Hash256> closing_hash_;
  // By slot; where in revocations_.
  absl::flat_hash_map<SlotIndex, std::size_t> revoked_;
  std::vector<Revocation> revocations_;
  // By slot and contest: `last` of section 10, and with it `best`.
  absl::flat_hash_map<std::uint64_t, RecordedBallot> last_;
  // From a ballot that replaces one to the one that it replaces.
  absl::flat_hash_map<std::uint64_t, std::uint64_t> before_;
  // First points of all ciphertexts: a copied one is refused.
  absl::flat_hash_set<crypto::Hash256> seen_;
  absl::flat_hash_map<TrackerKey, std::uint64_t> trackers_;
  std::vector<ContestArtefacts> artefacts_;
  std::vector<std::vector<std::uint64_t>> selected_;
};

}  // namespace urna::ledger
