#include "cli/client/voter_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/client/errors.h"
#include "cli/client/process_reader.h"
#include "ledger/errors.h"
#include "ledger/note.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

constexpr std::size_t kMaxEvidence = 16;
constexpr char kUnanswered[] = "unanswered";

ledger::Tracker TrackerOf(const crypto::Bytes& leaf) {
  auto parsed = ledger::ParseLeaf(leaf);
  return parsed.ok() ? ledger::BallotTracker(*parsed) : "";
}

// Are they one ballot, though one of them may have been proven anew?
bool SameBallot(const crypto::Bytes& a, const crypto::Bytes& b) {
  if (a.size() != b.size() || a.size() < ledger::kBallotProofSize) return false;
  return std::equal(a.begin(), a.end() - ledger::kBallotProofSize, b.begin());
}

// An honest client on an honest log never gets one of these.
bool IsMisconduct(std::string_view reason) {
  return reason == "SEQUENCE_GAP" || reason == "WRONG_PREVIOUS" || reason == "COPIED_CIPHERTEXT";
}

// A proven refusal that ends the vote in a contest.
absl::Status Final(const ledger::Manifest& manifest, const ProvenRefusal& refusal) {
  const std::string text = Tell(manifest, refusal);
  switch (refusal.reason) {
    case v1::REFUSAL_REASON_CHOICE_GROUP:
      return ledger::Refusal(absl::StatusCode::kPermissionDenied, "CHOICE_GROUP_FULL", text);
    case v1::REFUSAL_REASON_REVOKED:
      return ledger::Refusal(absl::StatusCode::kPermissionDenied, "KEY_REVOKED", text);
    case v1::REFUSAL_REASON_CLOSED:
      return ledger::Refusal(absl::StatusCode::kFailedPrecondition, "VOTING_CLOSED", text);
    default:
      return ledger::Refusal(absl::StatusCode::kFailedPrecondition, "ALREADY_VOTED", text);
  }
}

absl::Status Unanswered(const PendingBallot& ballot, const absl::Status& why) {
  const std::string tracker = TrackerOf(ballot.leaf);
  return ledger::WithFact(
      While(
          fmt::format("the ballot {} is unanswered; it is kept, and nothing else is signed in its "
                      "place before it is answered",
                      tracker),
          why),
      kUnanswered, tracker);
}

}  // namespace

VoterSession::VoterSession(const BallotServer& server, const ledger::Manifest& manifest,
                           const crypto::VoterKey& key, std::optional<ledger::SlotTag> slot,
                           VoterMemory memory, VoterVault& vault)
    : server_(server),
      manifest_(manifest),
      key_(key),
      voting_key_{key.public_key().bytes()},
      slot_(slot),
      memory_(std::move(memory)),
      vault_(vault) {}

Receipt VoterSession::MakeReceipt(const ProvenBallot& ballot) const {
  return {manifest_.config().process(),
          ledger::BallotTracker({manifest_.hash(), ballot.ballot}),
          ballot.leaf,
          ballot.proof,
          manifest_.log_key().ToVkey(),
          slot_.has_value() ? slot_->Printed() : ""};
}

absl::Status VoterSession::CheckGrown(const crypto::Checkpoint& known,
                                      const crypto::Checkpoint& fresh) const {
  return CheckContinues(known, fresh, [this](std::uint64_t old_size, std::uint64_t size) {
    return server_.ReadConsistency(old_size, size);
  });
}

absl::Status VoterSession::KeepEvidence(const std::string& note, bool is_fork) {
  auto& evidence = memory_.evidence;
  if (std::find(evidence.begin(), evidence.end(), note) != evidence.end()) {
    return absl::OkStatus();
  }
  if (evidence.size() >= kMaxEvidence) {
    // What proves something goes before what may prove nothing.
    if (!is_fork) return absl::OkStatus();
    evidence.pop_back();
  }
  evidence.insert(is_fork ? evidence.begin() : evidence.end(), note);
  return vault_.Save(memory_);
}

void VoterSession::ClearEvidence(const crypto::Checkpoint& newest) {
  std::erase_if(memory_.evidence, [&](const std::string& note) {
    auto kept = ledger::VerifyNote(manifest_, note);
    return kept.ok() && kept->size <= newest.size && CheckGrown(*kept, newest).ok();
  });
}

absl::Status VoterSession::SeeCheckpoint(const std::string& note,
                                         const crypto::Checkpoint& checkpoint) {
  if (!memory_.checkpoint.empty()) {
    auto known = ledger::VerifyNote(manifest_, memory_.checkpoint);
    if (!known.ok()) return known.status();
    if (const absl::Status grown = CheckGrown(*known, checkpoint); !grown.ok()) {
      const absl::Status kept = KeepEvidence(note, ledger::ReasonOf(grown) == "LOG_FORKED");
      return kept.ok() ? grown : kept;
    }
    ClearEvidence(checkpoint);
    if (checkpoint.size == known->size) return absl::OkStatus();
  }
  memory_.checkpoint = note;
  return vault_.Save(memory_);
}

absl::Status VoterSession::Keep(std::vector<ProvenBallot> ballots, const PendingBallot* answered) {
  for (ProvenBallot& ballot : ballots) {
    memory_.ballots[ballot.ballot.contest].push_back(std::move(ballot));
  }
  if (answered != nullptr) {
    std::erase_if(memory_.pending,
                  [&](const PendingBallot& ballot) { return ballot.leaf == answered->leaf; });
  }
  return vault_.Save(memory_);
}

absl::StatusOr<ledger::ChainPlace> VoterSession::NextPlace(ledger::ContestId contest) const {
  const ChainEnd end = memory_.End(contest);
  if (end.sequence != 0 && manifest_.config().revote() == v1::REVOTE_POLICY_FIRST) {
    return ledger::Refusal(absl::StatusCode::kFailedPrecondition, "ALREADY_VOTED",
                           "the first ballot counts in this election, and this device has its "
                           "receipt");
  }
  if (end.sequence >= manifest_.config().ballots_per_key()) {
    return ledger::Refusal(
        absl::StatusCode::kResourceExhausted, "TOO_MANY_BALLOTS",
        fmt::format("the key has cast {} ballots in this contest, as many as one key may",
                    end.sequence));
  }
  return ledger::ChainPlace{end.sequence + 1, end.hash};
}

absl::StatusOr<ProvenRefusal> VoterSession::Ask(ledger::ContestId contest, const ChainEnd& before) {
  auto answer = server_.AskRefusal(voting_key_, contest, before.sequence + 1);
  if (!answer.ok()) return answer.status();
  auto refusal = VerifyRefusal(manifest_, {voting_key_, contest, before, slot_}, *answer);
  if (!refusal.ok()) return refusal.status();
  if (refusal->reason == v1::REFUSAL_REASON_UNSPECIFIED) return refusal;
  if (auto status = SeeCheckpoint(refusal->note, refusal->checkpoint); !status.ok()) return status;
  return refusal;
}

absl::StatusOr<ledger::ChainPlace> VoterSession::FindPlace(ledger::ContestId contest) {
  if (!manifest_.HasContest(contest)) {
    return absl::InvalidArgumentError("there is no such contest");
  }
  if (const PendingBallot* pending = memory_.FindUnanswered(manifest_, contest)) {
    return Unanswered(*pending, ledger::Refusal(absl::StatusCode::kFailedPrecondition, "UNANSWERED",
                                                "it must be sent again first"));
  }
  const ChainEnd before = memory_.End(contest);
  auto refusal = Ask(contest, before);
  if (!refusal.ok()) return refusal.status();
  if (refusal->reason == v1::REFUSAL_REASON_UNSPECIFIED) {
    // The answer shows no checkpoint; that the log is still the one that was seen is asked for.
    if (!memory_.checkpoint.empty()) {
      auto note = server_.ReadCheckpoint();
      if (!note.ok()) return note.status();
      auto checkpoint = ledger::VerifyNote(manifest_, *note);
      if (!checkpoint.ok()) return NotAsPromised(ledger::MessageOf(checkpoint.status()));
      if (auto status = SeeCheckpoint(*note, *checkpoint); !status.ok()) return status;
    }
  } else if (refusal->reason == v1::REFUSAL_REASON_SEQUENCE) {
    for (const ProvenBallot& ballot : refusal->ballots) found_.push_back(MakeReceipt(ballot));
    if (auto status = Keep(std::move(refusal->ballots), nullptr); !status.ok()) return status;
  } else {
    return Final(manifest_, *refusal);
  }
  return NextPlace(contest);
}

absl::StatusOr<ledger::BallotDraft> VoterSession::Encrypt(ledger::ContestId contest,
                                                          const ledger::Choices& choices,
                                                          const ledger::ChainPlace& place) {
  ++memory_.encryptions;
  if (auto status = vault_.Save(memory_); !status.ok()) return status;
  return ledger::BallotDraft::Encrypt(manifest_, contest, choices, key_, place,
                                      memory_.encryptions);
}

absl::StatusOr<CastAnswer> VoterSession::Cast(ledger::BallotDraft draft) {
  PendingBallot ballot;
  ballot.leaf = std::move(draft).Cast(key_);
  auto leaf = ledger::ParseLeaf(ballot.leaf);
  if (!leaf.ok()) return leaf.status();
  const auto& made = std::get<ledger::BallotLeaf>(leaf->body);
  ballot.contest = made.contest;
  if (const PendingBallot* before = memory_.FindUnanswered(manifest_, ballot.contest)) {
    return Unanswered(*before, ledger::Refusal(absl::StatusCode::kFailedPrecondition, "UNANSWERED",
                                               "it must be sent again first"));
  }
  auto place = NextPlace(ballot.contest);
  if (!place.ok()) return place.status();
  if (made.sequence != place->sequence || made.previous != place->previous) {
    return absl::FailedPreconditionError("the ballot is not for the next place of its contest");
  }
  // On the disk before a byte of it leaves.
  memory_.pending.push_back(ballot);
  if (auto status = vault_.Save(memory_); !status.ok()) {
    memory_.pending.pop_back();
    return status;
  }
  return Settle(ballot);
}

std::vector<VoterSession::Settled> VoterSession::SettleAll() {
  std::vector<Settled> out;
  // Not by reference: what is answered goes from the list.
  const std::vector<PendingBallot> pending = memory_.pending;
  for (const PendingBallot& ballot : pending) {
    out.push_back({ballot.contest, TrackerOf(ballot.leaf), Settle(ballot)});
  }
  return out;
}

absl::StatusOr<CastAnswer> VoterSession::Settle(const PendingBallot& ballot) {
  auto answer = server_.Send(ballot.leaf);
  if (!answer.ok()) return TakeRefusal(ballot, answer.status());
  auto receipt = TakeReceipt(ballot, *answer);
  if (!receipt.ok()) return Unanswered(ballot, receipt.status());
  return CastAnswer(*std::move(receipt));
}

absl::StatusOr<Receipt> VoterSession::TakeReceipt(const PendingBallot& ballot,
                                                  const v1::CastBallotResponse& answer) {
  auto proven = VerifyProvenBallot(manifest_, ballot.leaf, answer.receipt());
  if (!proven.ok()) return proven.status();
  if (proven->index != answer.leaf_index()) {
    return NotAsPromised("the receipt is of another record than the answer says");
  }
  auto status = CheckChain(voting_key_, ballot.contest, memory_.End(ballot.contest), {&*proven, 1});
  if (!status.ok()) return status;
  auto proof = crypto::LogProof::Parse(answer.receipt());
  if (!proof.ok()) return NotAsPromised(ledger::MessageOf(proof.status()));
  auto checkpoint = ledger::VerifyNote(manifest_, proof->checkpoint_note);
  if (!checkpoint.ok()) return NotAsPromised(ledger::MessageOf(checkpoint.status()));
  status = SeeCheckpoint(proof->checkpoint_note, *checkpoint);
  if (!status.ok()) return status;
  Receipt receipt = MakeReceipt(*proven);
  std::vector<ProvenBallot> one;
  one.push_back(*std::move(proven));
  if (status = Keep(std::move(one), &ballot); !status.ok()) return status;
  return receipt;
}

absl::StatusOr<CastAnswer> VoterSession::TakeRefusal(const PendingBallot& ballot,
                                                     const absl::Status& refusal) {
  auto proven = Ask(ballot.contest, memory_.End(ballot.contest));
  // A fork is worse news than the refusal; a server that does not answer is none.
  if (absl::IsDataLoss(proven.status())) return Unanswered(ballot, proven.status());
  if (!proven.ok() || proven->reason == v1::REFUSAL_REASON_UNSPECIFIED) {
    const std::string reason = ledger::ReasonOf(refusal);
    if (!IsMisconduct(reason)) return Unanswered(ballot, refusal);
    return Unanswered(
        ballot,
        While("no honest server refuses an honest ballot like this: report it, with the file "
              "that keeps the ballot",
              refusal));
  }
  std::optional<Receipt> own;
  for (const ProvenBallot& there : proven->ballots) {
    if (SameBallot(there.leaf, ballot.leaf)) own = MakeReceipt(there);
  }
  const bool is_chain = proven->reason == v1::REFUSAL_REASON_SEQUENCE ||
                        (own.has_value() && proven->reason == v1::REFUSAL_REASON_ALREADY_VOTED);
  std::vector<ProvenBallot> kept;
  if (is_chain) {
    for (const ProvenBallot& there : proven->ballots) {
      if (!SameBallot(there.leaf, ballot.leaf)) found_.push_back(MakeReceipt(there));
    }
    kept = std::move(proven->ballots);
  }
  // Final: the ballot can no longer be appended validly.
  if (auto status = Keep(std::move(kept), &ballot); !status.ok()) return status;
  if (own.has_value()) return CastAnswer(*std::move(own));
  if (!is_chain) return Final(manifest_, *proven);
  auto place = NextPlace(ballot.contest);
  if (!place.ok()) return place.status();
  return CastAnswer(*place);
}

}  // namespace urna::client
