#include "ledger/election_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "crypto/parallel.h"
#include "ledger/closing.h"
#include "ledger/count.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

using absl::StatusCode;

// The 20 characters of a tracker say 100 bits: 12 bytes and a half.
constexpr std::uint8_t kLastTrackerByte = 0xf0;

bool HasTrustee(const std::vector<AnnouncedArtefact>& artefacts, std::uint32_t trustee) {
  return std::any_of(artefacts.begin(), artefacts.end(),
                     [&](const AnnouncedArtefact& a) { return a.trustee == trustee; });
}

bool HasMixed(const ContestArtefacts& known, std::uint32_t trustee) {
  return std::find(known.mixers.begin(), known.mixers.end(), trustee) != known.mixers.end();
}

// Whether a threshold of them came before `record`: later ones do not count for it.
bool AreEnough(const std::vector<AnnouncedArtefact>& artefacts, std::uint32_t threshold,
               std::uint64_t record) {
  return artefacts.size() >= threshold && artefacts[threshold - 1].leaf_index < record;
}

absl::Status WrongOrder(std::string_view what) {
  return Refusal(StatusCode::kFailedPrecondition, "WRONG_ORDER", what);
}

absl::Status WrongIndex(std::uint64_t expected) {
  return WrongOrder(fmt::format("index must be {}", expected));
}

absl::Status Repeated(std::string_view what) {
  return Refusal(StatusCode::kAlreadyExists, "ALREADY_THERE", what);
}

// What the first 20 characters of a tracker say; nothing when it is none.
std::optional<std::array<std::uint8_t, 13>> TrackerBytes(std::string_view text) {
  const auto tracker = ParseTracker(text);
  if (!tracker.ok()) return std::nullopt;
  std::array<std::uint8_t, 13> out{};
  for (std::size_t bit = 0; bit < kTrackerCharacters * 5; ++bit) {
    const char c = (*tracker)[bit / 5];
    const int value = c >= 'a' ? c - 'a' : c - '2' + 26;
    if ((value >> (4 - bit % 5) & 1) != 0) {
      out[bit / 8] = static_cast<std::uint8_t>(out[bit / 8] | (0x80 >> (bit % 8)));
    }
  }
  return out;
}

}  // namespace

namespace {

// Enough for a sum to cost little beside decoding.
constexpr std::size_t kVerifiedTogether = 128;

absl::Status StatusOf(crypto::BallotVerdict verdict) {
  switch (verdict) {
    case crypto::BallotVerdict::kHolds:
      return absl::OkStatus();
    case crypto::BallotVerdict::kMalformed:
      return Refusal(StatusCode::kInvalidArgument, "MALFORMED_CIPHERTEXT",
                     "a point or scalar of the ballot is not canonical");
    case crypto::BallotVerdict::kWrongProof:
      break;
  }
  return Refusal(StatusCode::kUnauthenticated, "WRONG_PROOF",
                 "the proof that the ballot was made by its voting key does not hold");
}

}  // namespace

absl::Status VerifyBallotCryptography(const Manifest& manifest, const Leaf& leaf) {
  const Leaf* const one = &leaf;
  return VerifyBallotsCryptography(manifest, {&one, 1})[0];
}

std::vector<absl::Status> VerifyBallotsCryptography(const Manifest& manifest,
                                                    std::span<const Leaf* const> ballots) {
  std::vector<crypto::Bytes> heads;
  std::vector<crypto::EncodedBallot> encoded;
  heads.reserve(ballots.size());
  for (const Leaf* leaf : ballots) {
    heads.push_back(SignedPart(*leaf));
    encoded.push_back(
        EncodedBallotOf(manifest.hash(), std::get<BallotLeaf>(leaf->body), heads.back()));
  }
  std::vector<absl::Status> out;
  for (const crypto::BallotVerdict verdict : crypto::VerifyBallots(encoded)) {
    out.push_back(StatusOf(verdict));
  }
  return out;
}

std::vector<char> VerifyBallotRecords(const Manifest& manifest,
                                      std::span<const crypto::Bytes> records, int threads,
                                      const std::function<void(std::size_t)>& report) {
  std::vector<char> holds(records.size(), 0);
  crypto::ParallelFor(
      records.size(), threads,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<Leaf> leaves;
        std::vector<std::size_t> at;
        for (std::size_t i = begin; i < end; ++i) {
          auto leaf = ParseLeaf(records[i]);
          if (!leaf.ok() || !std::holds_alternative<BallotLeaf>(leaf->body)) continue;
          leaves.push_back(*std::move(leaf));
          at.push_back(i);
        }
        std::vector<const Leaf*> pointers;
        for (const Leaf& leaf : leaves) pointers.push_back(&leaf);
        const std::vector<absl::Status> verdicts = VerifyBallotsCryptography(manifest, pointers);
        for (std::size_t i = 0; i < at.size(); ++i) holds[at[i]] = verdicts[i].ok() ? 1 : 0;
      },
      report, kVerifiedTogether);
  return holds;
}

absl::Status VerifyAuthorities(const Manifest& manifest, const Leaf& leaf) {
  const auto* revocation = std::get_if<RevocationLeaf>(&leaf.body);
  const auto* time = std::get_if<TimeLeaf>(&leaf.body);
  if (revocation == nullptr && time == nullptr) {
    return absl::InvalidArgumentError("authorities do not sign a record of this type");
  }
  const auto& signatures = revocation != nullptr ? revocation->signatures : time->signatures;
  const crypto::Bytes body = SignedPart(leaf);
  for (const auto& [index, signature] : signatures) {
    const crypto::VerifyingKey* key = manifest.key({PartyRole::kAuthority, index});
    if (key == nullptr ||
        !key->Verify(SignaturePurpose(leaf.body), manifest.hash(), body, signature)) {
      return Refusal(StatusCode::kUnauthenticated, "WRONG_SIGNATURE",
                     fmt::format("the signature of authority {} does not hold", index));
    }
  }
  if (signatures.size() < manifest.config().authority_threshold()) {
    return Refusal(StatusCode::kPermissionDenied, "TOO_FEW_SIGNATURES",
                   fmt::format("{} authorities must sign, {} have",
                               manifest.config().authority_threshold(), signatures.size()));
  }
  return absl::OkStatus();
}

ElectionState::ElectionState(std::shared_ptr<const Manifest> manifest,
                             std::shared_ptr<const Rolls> rolls)
    : manifest_(std::move(manifest)), rolls_(std::move(rolls)) {
  const v1::Config& config = manifest_->config();
  for (const auto& electorate : config.electorates()) {
    entitled_.emplace_back(electorate.contests().begin(), electorate.contests().end());
  }
  groups_of_.resize(manifest_->contests());
  for (int g = 0; g < config.choice_groups_size(); ++g) {
    for (std::uint32_t contest : config.choice_groups(g).contests())
      groups_of_[contest].push_back(g);
  }
  artefacts_.resize(manifest_->contests());
  selected_.resize(manifest_->contests());
}

absl::Status ElectionState::Check(const Leaf& leaf) const {
  if (leaf.manifest_hash != manifest_->hash()) {
    return Refusal(StatusCode::kInvalidArgument, "WRONG_MANIFEST",
                   "the record belongs to another election, or to another manifest of this one");
  }
  if (stage_ == Stage::kEmpty) {
    if (std::holds_alternative<ManifestLeaf>(leaf.body) &&
        SerializeLeaf(leaf) == manifest_->Leaf0()) {
      return absl::OkStatus();
    }
    return Refusal(StatusCode::kFailedPrecondition, "NOT_SEALED",
                   "record 0 must announce the manifest");
  }
  struct Visitor {
    const ElectionState& state;
    const Leaf& leaf;
    absl::Status operator()(const ManifestLeaf&) const {
      return Refusal(StatusCode::kFailedPrecondition, "ALREADY_SEALED",
                     "the manifest is record 0 and no other");
    }
    absl::Status operator()(const BallotLeaf& b) const { return state.CheckBallot(leaf, b); }
    absl::Status operator()(const RevocationLeaf& r) const {
      return state.CheckRevocation(leaf, r);
    }
    absl::Status operator()(const TimeLeaf& t) const { return state.CheckTime(leaf, t); }
    absl::Status operator()(const ArtefactLeaf& a) const {
      return state.CheckArtefact(a, state.size_);
    }
  };
  return std::visit(Visitor{*this, leaf}, leaf.body);
}

absl::Status ElectionState::CheckBallot(const Leaf&, const BallotLeaf& ballot) const {
  if (!manifest_->HasContest(ballot.contest)) {
    return Refusal(StatusCode::kInvalidArgument, "UNKNOWN_CONTEST",
                   fmt::format("there is no contest number {}", Number(ballot.contest)));
  }
  if (ballot.points.size() != manifest_->width() + 1) {
    return Refusal(StatusCode::kInvalidArgument, "WRONG_WIDTH",
                   fmt::format("ballots of this election have {} points", manifest_->width() + 1));
  }
  if (stage_ == Stage::kSealed) {
    return Refusal(StatusCode::kFailedPrecondition, "VOTING_NOT_OPEN", "voting has not begun");
  }
  if (stage_ == Stage::kClosed) {
    return Refusal(StatusCode::kFailedPrecondition, "VOTING_CLOSED", "voting is over");
  }
  const auto slot = rolls_->FindKey(ballot.voting_key);
  if (!slot.has_value()) {
    return Refusal(StatusCode::kPermissionDenied, "UNKNOWN_KEY",
                   "the voting key is not on the roll; check the code");
  }
  if (revoked_.contains(*slot)) {
    return Refusal(StatusCode::kPermissionDenied, "KEY_REVOKED", "the voting key has been revoked");
  }
  if (!entitled_[rolls_->slot(*slot).electorate].contains(Number(ballot.contest))) {
    return Refusal(StatusCode::kPermissionDenied, "NOT_ENTITLED",
                   "the voter's electorate does not vote in this contest");
  }
  const std::optional<RecordedBallot> last = LastBallot(ballot.voting_key, ballot.contest);
  if (!last.has_value()) {
    const auto used = FullChoiceGroup(ballot.voting_key, ballot.contest);
    if (!used.empty()) {
      return Refusal(
          StatusCode::kPermissionDenied, "CHOICE_GROUP_FULL",
          fmt::format("the voter has used {} contests of a group in which that is the most",
                      used.size()));
    }
  } else if (manifest_->config().revote() == v1::REVOTE_POLICY_FIRST) {
    return Refusal(StatusCode::kFailedPrecondition, "ALREADY_VOTED",
                   "the first ballot counts in this election, and there is one");
  }
  if (auto s = CheckChain(ballot, last); !s.ok()) return s;
  if (seen_.contains(ballot.points[0])) {
    return Refusal(StatusCode::kAlreadyExists, "COPIED_CIPHERTEXT",
                   "a ballot with the same ciphertext is in the log; encrypt anew");
  }
  return absl::OkStatus();
}

absl::Status ElectionState::CheckChain(const BallotLeaf& ballot,
                                       const std::optional<RecordedBallot>& last) const {
  const std::uint64_t sequence = last.has_value() ? last->sequence : 0;
  if (ballot.sequence <= sequence) {
    return Refusal(StatusCode::kAborted, "SEQUENCE_TAKEN",
                   fmt::format("the key has cast ballot {} of this contest; ask for the proof, "
                               "then sign the next number",
                               ballot.sequence));
  }
  if (ballot.sequence > sequence + 1) {
    return Refusal(StatusCode::kFailedPrecondition, "SEQUENCE_GAP",
                   fmt::format("the next ballot of the key in this contest is {}", sequence + 1));
  }
  if (ballot.previous != (last.has_value() ? last->leaf_hash : crypto::Hash256{})) {
    return Refusal(StatusCode::kFailedPrecondition, "WRONG_PREVIOUS",
                   "the ballot does not name the one before it");
  }
  if (ballot.sequence > manifest_->config().ballots_per_key()) {
    return Refusal(StatusCode::kResourceExhausted, "TOO_MANY_BALLOTS",
                   "the key has cast as many ballots in this contest as one key may");
  }
  return absl::OkStatus();
}

absl::Status ElectionState::CheckRevocation(const Leaf& leaf,
                                            const RevocationLeaf& revocation) const {
  if (stage_ == Stage::kClosed) {
    return Refusal(StatusCode::kFailedPrecondition, "VOTING_CLOSED",
                   "nothing is revoked after the closing");
  }
  const auto slot = rolls_->FindTag(revocation.slot);
  if (!slot.has_value()) {
    return Refusal(StatusCode::kNotFound, "UNKNOWN_SLOT", "the slot is not on the roll");
  }
  if (revocation.generation != 0 || rolls_->slot(*slot).key == VotingKey{}) {
    return Refusal(StatusCode::kNotFound, "UNKNOWN_KEY", "the slot has no key of that generation");
  }
  if (revoked_.contains(*slot)) {
    return Refusal(StatusCode::kAlreadyExists, "KEY_REVOKED", "the key is revoked already");
  }
  return VerifyAuthorities(*manifest_, leaf);
}

absl::Status ElectionState::CheckTime(const Leaf& leaf, const TimeLeaf& time) const {
  if (time.opens && stage_ != Stage::kSealed) {
    return Refusal(StatusCode::kFailedPrecondition, "ALREADY_OPEN", "a process opens once");
  }
  if (!time.opens && stage_ != Stage::kVoting) {
    return Refusal(StatusCode::kFailedPrecondition,
                   stage_ == Stage::kClosed ? "VOTING_CLOSED" : "VOTING_NOT_OPEN",
                   "only a process that is open can close, and it closes once");
  }
  if (time.opens && time.unix_seconds < manifest_->config().opening_time()) {
    return Refusal(StatusCode::kInvalidArgument, "TOO_EARLY",
                   "the manifest does not let voting begin before its opening time");
  }
  if (time.opens && time.unix_seconds >= manifest_->config().closing_time()) {
    return Refusal(StatusCode::kInvalidArgument, "TOO_LATE",
                   "the manifest ends voting at its closing time");
  }
  if (!time.opens && time.unix_seconds < opened_at_.value_or(0)) {
    return Refusal(StatusCode::kInvalidArgument, "TOO_EARLY",
                   "the closing lies before the opening");
  }
  return VerifyAuthorities(*manifest_, leaf);
}

bool ElectionState::HasTooFewBallots(ContestId contest) const {
  const auto& config = manifest_->contest(contest);
  return stage_ == Stage::kClosed && !config.count_anyway() &&
         Selected(contest).size() < config.minimum_ballots();
}

bool ElectionState::HasLot(ContestId contest) const {
  return manifest_->contest(contest).rule().tie_break() == v1::TIE_BREAK_LOT;
}

bool ElectionState::IsCounted(ContestId contest) const {
  return stage_ == Stage::kClosed && !Selected(contest).empty() && !HasTooFewBallots(contest);
}

void ElectionState::SetClosingRoot(const crypto::Hash256& root) {
  closing_hash_ = ClosingHash(manifest_->hash(), close_index_.value_or(0), root);
}

absl::Status ElectionState::CheckArtefact(const ArtefactLeaf& artefact,
                                          std::uint64_t record) const {
  if (!manifest_->HasContest(artefact.contest)) {
    return Refusal(StatusCode::kInvalidArgument, "UNKNOWN_CONTEST",
                   fmt::format("there is no contest number {}", Number(artefact.contest)));
  }
  if (stage_ != Stage::kClosed || !closing_hash_.has_value()) {
    return Refusal(StatusCode::kFailedPrecondition, "NOT_CLOSED",
                   "nothing is counted before the closing");
  }
  const Leaf leaf{manifest_->hash(), artefact};
  const crypto::VerifyingKey* key = manifest_->key({PartyRole::kTrustee, artefact.trustee});
  if (key == nullptr || !key->Verify(SignaturePurpose(leaf.body), *closing_hash_, SignedPart(leaf),
                                     artefact.signature)) {
    return Refusal(StatusCode::kUnauthenticated, "WRONG_SIGNATURE",
                   fmt::format("the signature of trustee {} under this closing does not hold",
                               artefact.trustee));
  }
  return CheckPlace(artefact, record);
}

absl::Status ElectionState::CheckPlace(const ArtefactLeaf& artefact, std::uint64_t record) const {
  absl::Status placed;
  switch (artefact.kind) {
    case ArtefactKind::kMix:
      placed = CheckMixPlace(artefact);
      break;
    case ArtefactKind::kDecryption:
      placed = CheckDecryptionPlace(artefact, record);
      break;
    case ArtefactKind::kLot:
      placed = CheckLotPlace(artefact);
      break;
    case ArtefactKind::kBallots:
    case ArtefactKind::kPabulib:
    case ArtefactKind::kOutcome:
      // Nothing in the log says how long these must be.
      return CheckResultPlace(artefact, record);
  }
  if (!placed.ok()) return placed;
  const std::uint64_t size =
      ArtefactSize(*manifest_, artefact.kind, Selected(artefact.contest).size());
  if (artefact.size == size) return absl::OkStatus();
  return Refusal(StatusCode::kInvalidArgument, "WRONG_SIZE",
                 fmt::format("a file of this kind has {} bytes here", size));
}

absl::Status ElectionState::CheckMixPlace(const ArtefactLeaf& mix) const {
  const ContestArtefacts& known = artefacts(mix.contest);
  if (!IsCounted(mix.contest)) return WrongOrder("the contest has nothing to mix");
  if (HasMixed(known, mix.trustee)) return Repeated("the trustee has mixed this contest already");
  if (known.mixes.size() >= manifest_->threshold()) return WrongOrder("the contest is mixed");
  if (mix.index != known.LastMix()) return WrongIndex(known.LastMix());
  return absl::OkStatus();
}

absl::Status ElectionState::CheckDecryptionPlace(const ArtefactLeaf& decryption,
                                                 std::uint64_t record) const {
  const ContestArtefacts& known = artefacts(decryption.contest);
  const std::uint32_t threshold = manifest_->threshold();
  if (!IsCounted(decryption.contest) || !AreEnough(known.mixes, threshold, record)) {
    return WrongOrder(fmt::format("decryption begins after {} mixes", threshold));
  }
  const std::uint64_t mixed = known.mixes[threshold - 1].leaf_index;
  if (decryption.index != mixed) return WrongIndex(mixed);
  if (HasTrustee(known.decryptions, decryption.trustee)) {
    return Repeated("the trustee's decryption is there already");
  }
  return absl::OkStatus();
}

absl::Status ElectionState::CheckLotPlace(const ArtefactLeaf& lot) const {
  if (lot.index != lot.trustee) return WrongIndex(lot.trustee);
  if (!HasLot(lot.contest)) return WrongOrder("the contest's ties are not broken by lot");
  if (HasTooFewBallots(lot.contest)) return WrongOrder("the contest has too few ballots");
  if (HasTrustee(artefacts(lot.contest).lots, lot.trustee)) {
    return Repeated("the trustee's share is there already");
  }
  return absl::OkStatus();
}

absl::Status ElectionState::CheckResultPlace(const ArtefactLeaf& result,
                                             std::uint64_t record) const {
  const ContestArtefacts& known = artefacts(result.contest);
  const std::uint32_t threshold = manifest_->threshold();
  if (result.index != 0) return WrongIndex(0);
  if (IsCounted(result.contest) && !AreEnough(known.decryptions, threshold, record)) {
    return WrongOrder(fmt::format("an outcome needs {} decryptions", threshold));
  }
  const bool few = HasTooFewBallots(result.contest);
  if (!few && HasLot(result.contest) && !AreEnough(known.lots, threshold, record)) {
    return WrongOrder(fmt::format("an outcome needs {} shares of the lot", threshold));
  }
  if (few && result.kind != ArtefactKind::kOutcome) {
    return WrongOrder("no ballots are published where there are too few");
  }
  const auto& there = result.kind == ArtefactKind::kBallots   ? known.ballots
                      : result.kind == ArtefactKind::kPabulib ? known.pabulib
                                                              : known.outcome;
  return there.has_value() ? Repeated("that result is there already") : absl::OkStatus();
}

void ElectionState::Apply(const Leaf& leaf, const crypto::Hash256& leaf_hash) {
  if (const auto* ballot = std::get_if<BallotLeaf>(&leaf.body)) {
    ApplyBallot(leaf, *ballot, leaf_hash);
  } else if (const auto* revocation = std::get_if<RevocationLeaf>(&leaf.body)) {
    ApplyRevocation(*revocation);
  } else if (const auto* time = std::get_if<TimeLeaf>(&leaf.body)) {
    if (time->opens) {
      stage_ = Stage::kVoting;
      opened_at_ = time->unix_seconds;
    } else {
      stage_ = Stage::kClosed;
      closed_at_ = time->unix_seconds;
      close_index_ = size_;
      Select();
    }
  } else if (const auto* artefact = std::get_if<ArtefactLeaf>(&leaf.body)) {
    PlaceArtefact(*artefact, size_, true);
  } else {
    stage_ = Stage::kSealed;
  }
  ++size_;
}

ElectionState::TrackerKey ElectionState::KeyOf(const Leaf& ballot) {
  const crypto::Hash256 hash = crypto::LabelledHash("tracker", {SignedPart(ballot)});
  TrackerKey key;
  std::copy_n(hash.begin(), key.size(), key.begin());
  key.back() &= kLastTrackerByte;
  return key;
}

void ElectionState::ApplyBallot(const Leaf& leaf, const BallotLeaf& ballot,
                                const crypto::Hash256& leaf_hash) {
  const SlotIndex slot = *rolls_->FindKey(ballot.voting_key);
  RecordedBallot& last = last_[Place(slot, ballot.contest)];
  if (last.sequence > 0) before_[size_] = last.index;
  last = {size_, ballot.sequence, leaf_hash};
  seen_.insert(ballot.points[0]);
  trackers_.emplace(KeyOf(leaf), size_);
}

void ElectionState::ApplyRevocation(const RevocationLeaf& leaf) {
  const SlotIndex slot = *rolls_->FindTag(leaf.slot);
  Revocation revocation{size_, leaf.slot, leaf.reason, {}, false};
  for (const KeyedSignature& signature : leaf.signatures) {
    revocation.authorities.push_back(signature.index);
  }
  for (const std::uint32_t contest : entitled_[rolls_->slot(slot).electorate]) {
    revocation.after_vote =
        revocation.after_vote || last_.contains(Place(slot, ContestId{contest}));
  }
  revoked_.emplace(slot, revocations_.size());
  revocations_.push_back(std::move(revocation));
}

void ElectionState::PlaceArtefact(const ArtefactLeaf& artefact, std::uint64_t record, bool right) {
  ContestArtefacts& known = artefacts_[Number(artefact.contest)];
  if (artefact.kind == ArtefactKind::kMix) known.mixers.push_back(artefact.trustee);
  if (!right) return;
  const AnnouncedArtefact announced{record, artefact.trustee, artefact.size, artefact.sha256};
  switch (artefact.kind) {
    case ArtefactKind::kMix:
      known.mixes.push_back(announced);
      break;
    case ArtefactKind::kDecryption:
      known.decryptions.push_back(announced);
      break;
    case ArtefactKind::kLot:
      known.lots.push_back(announced);
      break;
    case ArtefactKind::kBallots:
      known.ballots = announced;
      break;
    case ArtefactKind::kPabulib:
      known.pabulib = announced;
      break;
    case ArtefactKind::kOutcome:
      known.outcome = announced;
      break;
  }
}

void ElectionState::Select() {
  for (const auto& [place, ballot] : last_) {
    if (revoked_.contains(SlotIndex{static_cast<std::uint32_t>(place >> 32)})) continue;
    selected_[static_cast<std::uint32_t>(place)].push_back(ballot.index);
  }
  for (auto& list : selected_) std::sort(list.begin(), list.end());
}

absl::Status ElectionState::Fold(crypto::ByteView bytes, bool cryptography_verified) {
  absl::Status fault = [&]() -> absl::Status {
    auto leaf = ParseLeaf(bytes);
    if (!leaf.ok()) return leaf.status();
    const auto* artefact = std::get_if<ArtefactLeaf>(&leaf->body);
    if (stage_ == Stage::kClosed && artefact != nullptr &&
        leaf->manifest_hash == manifest_->hash() && manifest_->HasContest(artefact->contest)) {
      ++size_;
      return absl::OkStatus();
    }
    if (auto s = Check(*leaf); !s.ok()) return s;
    if (std::holds_alternative<BallotLeaf>(leaf->body) && !cryptography_verified) {
      if (auto s = VerifyBallotCryptography(*manifest_, *leaf); !s.ok()) return s;
    }
    Apply(*leaf, crypto::LeafHash(bytes));
    return absl::OkStatus();
  }();
  // A fault takes its place in the log all the same.
  if (!fault.ok()) ++size_;
  return fault;
}

const Revocation* ElectionState::FindRevocation(const VotingKey& key) const {
  const auto slot = rolls_->FindKey(key);
  if (!slot.has_value()) return nullptr;
  const auto found = revoked_.find(*slot);
  return found == revoked_.end() ? nullptr : &revocations_[found->second];
}

std::optional<std::uint64_t> ElectionState::FindBallot(const Leaf& ballot) const {
  const auto found = trackers_.find(KeyOf(ballot));
  if (found == trackers_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::uint64_t> ElectionState::FindTracker(std::string_view tracker) const {
  const auto bytes = TrackerBytes(tracker);
  if (!bytes.has_value()) return std::nullopt;
  const auto found = trackers_.find(*bytes);
  if (found == trackers_.end()) return std::nullopt;
  return found->second;
}

std::optional<RecordedBallot> ElectionState::LastBallot(const VotingKey& key,
                                                        ContestId contest) const {
  const auto slot = rolls_->FindKey(key);
  if (!slot.has_value()) return std::nullopt;
  const auto found = last_.find(Place(*slot, contest));
  if (found == last_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::uint64_t> ElectionState::BallotsOf(const VotingKey& key, ContestId contest,
                                                    std::uint64_t first) const {
  std::vector<std::uint64_t> out;
  const auto last = LastBallot(key, contest);
  if (!last.has_value()) return out;
  std::uint64_t index = last->index;
  for (std::uint64_t sequence = last->sequence; sequence >= first && sequence > 0; --sequence) {
    out.push_back(index);
    const auto earlier = before_.find(index);
    if (earlier == before_.end()) break;
    index = earlier->second;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<RecordedBallot> ElectionState::FullChoiceGroup(const VotingKey& key,
                                                           ContestId contest) const {
  const auto slot = rolls_->FindKey(key);
  if (!slot.has_value() || !manifest_->HasContest(contest)) return {};
  for (const int g : groups_of_[Number(contest)]) {
    const auto& group = manifest_->config().choice_groups(g);
    std::vector<RecordedBallot> used;
    for (const std::uint32_t other : group.contests()) {
      const auto found = last_.find(Place(*slot, ContestId{other}));
      if (found != last_.end()) used.push_back(found->second);
    }
    if (used.size() >= group.max()) return used;
  }
  return {};
}

std::uint64_t ElectionState::EntitledSlots(ContestId contest) const {
  std::uint64_t slots = 0;
  for (std::size_t e = 0; e < entitled_.size(); ++e) {
    if (entitled_[e].contains(Number(contest))) {
      slots += manifest_->config().electorates(static_cast<int>(e)).slots();
    }
  }
  return slots;
}

}  // namespace urna::ledger
