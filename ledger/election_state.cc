#include "ledger/election_state.h"

#include <algorithm>
#include <utility>

#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

using absl::StatusCode;

bool HasTrustee(const std::vector<AnnouncedArtefact>& artefacts, std::uint32_t trustee) {
  return std::any_of(artefacts.begin(), artefacts.end(),
                     [&](const AnnouncedArtefact& a) { return a.trustee == trustee; });
}

}  // namespace

absl::Status VerifyBallotCryptography(const Manifest& manifest, const Rolls& rolls,
                                      const Leaf& leaf) {
  const auto& ballot = std::get<BallotLeaf>(leaf.body);
  std::optional<crypto::VerifyingKey> key = rolls.FindVerifyingKey(ballot.voting_key);
  if (!key.has_value()) {
    if (auto parsed = crypto::VerifyingKey::Parse(ballot.voting_key.bytes); parsed.ok()) {
      key = *parsed;
    }
  }
  if (!key.has_value() || !key->Verify(SignaturePurpose(leaf.body), manifest.hash(),
                                       SignedPart(leaf), ballot.signature)) {
    return Refusal(StatusCode::kUnauthenticated, "WRONG_SIGNATURE",
                   "the ballot is not signed by its voting key");
  }
  auto content = DecodeBallot(ballot);
  if (!content.ok()) {
    return Refusal(StatusCode::kInvalidArgument, "MALFORMED_CIPHERTEXT",
                   "a point or scalar of the ballot is not canonical");
  }
  const crypto::BallotStatement statement{manifest.hash(), Number(ballot.contest),
                                          ballot.voting_key.bytes, ballot.sequence};
  if (!crypto::VerifyBallot(statement, content->ciphertext, content->proof)) {
    return Refusal(StatusCode::kInvalidArgument, "WRONG_PROOF",
                   "the proof that the ballot was encrypted by its voter does not hold");
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
    absl::Status operator()(const ArtefactLeaf& a) const { return state.CheckArtefact(leaf, a); }
  };
  return std::visit(Visitor{*this, leaf}, leaf.body);
}

absl::Status ElectionState::CheckBallot(const Leaf&, const BallotLeaf& ballot) const {
  if (!manifest_->HasContest(ballot.contest)) {
    return Refusal(StatusCode::kInvalidArgument, "UNKNOWN_CONTEST",
                   Concat("there is no contest number ", Number(ballot.contest)));
  }
  if (ballot.points.size() != manifest_->width() + 1) {
    return Refusal(StatusCode::kInvalidArgument, "WRONG_WIDTH",
                   Concat("ballots of this election have ", manifest_->width() + 1, " points"));
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
  if (!best_.contains(Place(*slot, ballot.contest))) {
    for (int g : groups_of_[Number(ballot.contest)]) {
      const auto& group = manifest_->config().choice_groups(g);
      const auto used = std::count_if(
          group.contests().begin(), group.contests().end(),
          [&](std::uint32_t c) { return best_.contains(Place(*slot, ContestId{c})); });
      if (used >= group.max()) {
        return Refusal(
            StatusCode::kPermissionDenied, "CHOICE_GROUP_FULL",
            Concat("the voter has used ", used, " contests of a group in which that is the most"));
      }
    }
  } else if (manifest_->config().revote() == v1::REVOTE_POLICY_FIRST) {
    return Refusal(StatusCode::kFailedPrecondition, "ALREADY_VOTED",
                   "the first ballot counts in this election, and there is one");
  }
  const auto voter = voters_.find(*slot);
  const std::uint64_t last = voter == voters_.end() ? 0 : voter->second.last_sequence;
  if (ballot.sequence <= last) {
    return WithFact(Refusal(StatusCode::kAborted, "SEQUENCE_TOO_LOW",
                            "the key has cast a ballot with this or a higher sequence number; "
                            "sign again with the next one"),
                    "last_sequence", Concat(last));
  }
  if (voter != voters_.end() && voter->second.ballots >= manifest_->config().ballots_per_key()) {
    return Refusal(StatusCode::kResourceExhausted, "TOO_MANY_BALLOTS",
                   "the key has cast as many ballots as one key may");
  }
  if (seen_.contains(ballot.points[0])) {
    return Refusal(StatusCode::kAlreadyExists, "COPIED_CIPHERTEXT",
                   "a ballot with the same ciphertext is in the log; encrypt anew");
  }
  return absl::OkStatus();
}

absl::Status ElectionState::CheckAuthorities(const Leaf& leaf,
                                             const std::vector<KeyedSignature>& signatures) const {
  const crypto::Bytes body = SignedPart(leaf);
  for (const auto& [index, signature] : signatures) {
    const crypto::VerifyingKey* key = manifest_->key({PartyRole::kAuthority, index});
    if (key == nullptr ||
        !key->Verify(SignaturePurpose(leaf.body), manifest_->hash(), body, signature)) {
      return Refusal(StatusCode::kUnauthenticated, "WRONG_SIGNATURE",
                     Concat("the signature of authority ", index, " does not hold"));
    }
  }
  if (signatures.size() < manifest_->config().authority_threshold()) {
    return Refusal(StatusCode::kPermissionDenied, "TOO_FEW_SIGNATURES",
                   Concat(manifest_->config().authority_threshold(), " authorities must sign, ",
                          signatures.size(), " have"));
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
  return CheckAuthorities(leaf, revocation.signatures);
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
  return CheckAuthorities(leaf, time.signatures);
}

bool ElectionState::HasTooFewBallots(ContestId contest) const {
  const auto& config = manifest_->contest(contest);
  return stage_ == Stage::kClosed && !config.count_anyway() &&
         Selected(contest).size() < config.minimum_ballots();
}

bool ElectionState::IsCounted(ContestId contest) const {
  return stage_ == Stage::kClosed && !Selected(contest).empty() && !HasTooFewBallots(contest);
}

absl::Status ElectionState::CheckArtefact(const Leaf& leaf, const ArtefactLeaf& artefact) const {
  if (stage_ != Stage::kClosed) {
    return Refusal(StatusCode::kFailedPrecondition, "NOT_CLOSED",
                   "nothing is counted before the closing");
  }
  if (!manifest_->HasContest(artefact.contest)) {
    return Refusal(StatusCode::kInvalidArgument, "UNKNOWN_CONTEST",
                   Concat("there is no contest number ", Number(artefact.contest)));
  }
  const crypto::VerifyingKey* key = manifest_->key({PartyRole::kTrustee, artefact.trustee});
  if (key == nullptr || !key->Verify(SignaturePurpose(leaf.body), manifest_->hash(),
                                     SignedPart(leaf), artefact.signature)) {
    return Refusal(StatusCode::kUnauthenticated, "WRONG_SIGNATURE",
                   Concat("the signature of trustee ", artefact.trustee, " does not hold"));
  }
  const ContestArtefacts& known = artefacts(artefact.contest);
  const bool counted = IsCounted(artefact.contest);
  const std::uint32_t threshold = manifest_->threshold();
  auto wrong_order = [](std::string_view what) {
    return Refusal(StatusCode::kFailedPrecondition, "WRONG_ORDER", what);
  };
  auto repeated = [](std::string_view what) {
    return Refusal(StatusCode::kAlreadyExists, "ALREADY_THERE", what);
  };
  switch (artefact.kind) {
    case ArtefactKind::kMix:
      if (!counted) return wrong_order("the contest has nothing to mix");
      if (!known.decryptions.empty()) return wrong_order("decryption has begun");
      if (HasTrustee(known.mixes, artefact.trustee)) {
        return repeated("the trustee has mixed this contest already");
      }
      if (artefact.index != known.mixes.size() + 1) {
        return wrong_order(Concat("the next mix has position ", known.mixes.size() + 1));
      }
      return absl::OkStatus();
    case ArtefactKind::kDecryption:
    case ArtefactKind::kLot: {
      const bool lot = artefact.kind == ArtefactKind::kLot;
      if (artefact.index != artefact.trustee) {
        return Refusal(StatusCode::kInvalidArgument, "WRONG_INDEX", "index must be the trustee");
      }
      if (lot && manifest_->contest(artefact.contest).rule().tie_break() != v1::TIE_BREAK_LOT) {
        return wrong_order("the contest's ties are not broken by lot");
      }
      if (!lot && (!counted || known.mixes.size() < threshold)) {
        return wrong_order(Concat("decryption begins after ", threshold, " mixes"));
      }
      if (HasTrustee(lot ? known.lots : known.decryptions, artefact.trustee)) {
        return repeated("the trustee's share is there already");
      }
      return absl::OkStatus();
    }
    case ArtefactKind::kBallots:
    case ArtefactKind::kPabulib:
    case ArtefactKind::kOutcome:
      break;
  }
  if (artefact.index != 0) {
    return Refusal(StatusCode::kInvalidArgument, "WRONG_INDEX", "index must be 0");
  }
  if (counted && known.decryptions.size() < threshold) {
    return wrong_order(Concat("an outcome needs ", threshold, " decryptions"));
  }
  const bool few = HasTooFewBallots(artefact.contest);
  switch (artefact.kind) {
    case ArtefactKind::kBallots:
      if (few) return wrong_order("no ballots are published where there are too few");
      return known.ballots ? repeated("the ballots are there already") : absl::OkStatus();
    case ArtefactKind::kPabulib:
      if (!known.ballots) return wrong_order("the ballots come first");
      return known.pabulib ? repeated("the Pabulib file is there already") : absl::OkStatus();
    default:
      if (!few && !known.pabulib) return wrong_order("the Pabulib file comes first");
      return known.outcome ? repeated("the outcome is there already") : absl::OkStatus();
  }
}

void ElectionState::Apply(const Leaf& leaf) {
  if (const auto* ballot = std::get_if<BallotLeaf>(&leaf.body)) {
    ApplyBallot(leaf, *ballot);
  } else if (const auto* revocation = std::get_if<RevocationLeaf>(&leaf.body)) {
    revoked_.insert(*rolls_->FindTag(revocation->slot));
    ++revocations_;
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
    ApplyArtefact(*artefact);
  } else {
    stage_ = Stage::kSealed;
  }
  ++size_;
}

void ElectionState::ApplyBallot(const Leaf& leaf, const BallotLeaf& ballot) {
  const SlotIndex slot = *rolls_->FindKey(ballot.voting_key);
  Voter& voter = voters_[slot];
  voter.last_sequence = ballot.sequence;
  voter.last_index = size_;
  ++voter.ballots;
  best_[Place(slot, ballot.contest)] = size_;
  seen_.insert(ballot.points[0]);
  trackers_.emplace(BallotTracker(leaf), size_);
}

void ElectionState::ApplyArtefact(const ArtefactLeaf& artefact) {
  ContestArtefacts& known = artefacts_[Number(artefact.contest)];
  const AnnouncedArtefact announced{size_, artefact.trustee, artefact.size, artefact.sha256};
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
  for (const auto& [place, index] : best_) {
    if (revoked_.contains(SlotIndex{static_cast<std::uint32_t>(place >> 32)})) continue;
    selected_[static_cast<std::uint32_t>(place)].push_back(index);
  }
  for (auto& list : selected_) std::sort(list.begin(), list.end());
}

absl::Status ElectionState::Fold(crypto::ByteView bytes, bool cryptography_verified) {
  absl::Status fault = [&]() -> absl::Status {
    auto leaf = ParseLeaf(bytes);
    if (!leaf.ok()) return leaf.status();
    if (auto s = Check(*leaf); !s.ok()) return s;
    if (std::holds_alternative<BallotLeaf>(leaf->body) && !cryptography_verified) {
      if (auto s = VerifyBallotCryptography(*manifest_, *rolls_, *leaf); !s.ok()) return s;
    }
    Apply(*leaf);
    return absl::OkStatus();
  }();
  // A fault takes its place in the log all the same.
  if (!fault.ok()) ++size_;
  return fault;
}

std::optional<std::uint64_t> ElectionState::FindLastBallot(const VotingKey& key,
                                                           std::uint64_t sequence) const {
  const auto slot = rolls_->FindKey(key);
  if (!slot.has_value()) return std::nullopt;
  const auto voter = voters_.find(*slot);
  if (voter == voters_.end() || voter->second.last_sequence != sequence) return std::nullopt;
  return voter->second.last_index;
}

std::optional<std::uint64_t> ElectionState::FindTracker(const Tracker& tracker) const {
  const auto found = trackers_.find(tracker);
  if (found == trackers_.end()) return std::nullopt;
  return found->second;
}

std::uint64_t ElectionState::LastSequence(const VotingKey& key) const {
  const auto slot = rolls_->FindKey(key);
  if (!slot.has_value()) return 0;
  const auto voter = voters_.find(*slot);
  return voter == voters_.end() ? 0 : voter->second.last_sequence;
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
