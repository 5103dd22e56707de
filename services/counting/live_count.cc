#include "services/counting/live_count.h"

#include <fmt/format.h>

#include <algorithm>

#include "concurrency/processors.h"
#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/files/file_space.h"
#include "services/records/phases.h"

namespace urna::services {
namespace {

absl::Status Refused(const absl::Status& why) {
  return Error(why.code(), "PROOF_REFUSED",
               fmt::format("the file was not kept: {}", std::string(why.message())));
}

}  // namespace

std::optional<std::uint64_t> FindAnnounced(const ledger::ContestArtefacts& announced,
                                           const ledger::ArtefactLeaf& leaf) {
  const auto find =
      [&leaf](const std::vector<ledger::AnnouncedArtefact>& list) -> std::optional<std::uint64_t> {
    for (const ledger::AnnouncedArtefact& one : list) {
      if (one.trustee == leaf.trustee && one.sha256 == leaf.sha256) return one.leaf_index;
    }
    return std::nullopt;
  };
  switch (leaf.kind) {
    case ledger::ArtefactKind::kMix:
      return find(announced.mixes);
    case ledger::ArtefactKind::kDecryption:
      return find(announced.decryptions);
    case ledger::ArtefactKind::kLot:
      return find(announced.lots);
    default:
      return std::nullopt;
  }
}

LiveCount::LiveCount(std::shared_ptr<ProcessLog> log, ledger::ContestId contest,
                     storage::Store& store)
    : log_(std::move(log)), contest_(contest), store_(store) {}

ledger::ContestArtefacts LiveCount::Announced() const {
  return log_->WithState(
      [this](const ledger::ElectionState& state) { return state.artefacts(contest_); });
}

crypto::Hash256 LiveCount::ClosingHash() const {
  return log_->WithState([](const ledger::ElectionState& state) {
    return state.closing_hash().value_or(crypto::Hash256{});
  });
}

absl::Status LiveCount::Check(const ledger::ArtefactLeaf& leaf) const {
  return log_->WithState([&](const ledger::ElectionState& state) {
    return state.Check({log_->manifest().hash(), leaf});
  });
}

absl::Status LiveCount::Add(ledger::ArtefactKind kind, std::uint64_t record, std::uint32_t trustee,
                            crypto::ByteView file) {
  switch (kind) {
    case ledger::ArtefactKind::kMix:
      return counter_->AddMix(record, file);
    case ledger::ArtefactKind::kDecryption:
      return counter_->AddDecryption(trustee, file);
    case ledger::ArtefactKind::kLot:
      return counter_->AddLot(trustee, file);
    default:
      return absl::InvalidArgumentError("no file of that kind is handed in");
  }
}

absl::Status LiveCount::Replay(ledger::ArtefactKind kind,
                               const std::vector<ledger::AnnouncedArtefact>& announced) {
  for (const ledger::AnnouncedArtefact& one : announced) {
    absl::StatusOr<crypto::Bytes> file =
        kArtefactFiles.Read(store_, log_->process_id(), one.sha256);
    if (!file.ok()) return file.status();
    if (absl::Status added = Add(kind, one.leaf_index, one.trustee, *file); !added.ok()) {
      return absl::DataLossError(fmt::format("record {} announces a file that does not hold: {}",
                                             one.leaf_index, std::string(added.message())));
    }
  }
  return absl::OkStatus();
}

absl::Status LiveCount::BuildCounter() {
  // What Selected() and manifest() return never changes after the closing, and the state lives as
  // long as its log: reading the ballots need not hold up the writer.
  const ledger::ElectionState* closed =
      log_->WithState([](const ledger::ElectionState& state) -> const ledger::ElectionState* {
        return state.stage() == ledger::Stage::kClosed ? &state : nullptr;
      });
  if (closed == nullptr) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_CLOSED",
                 "nothing is counted before the closing");
  }
  absl::StatusOr<crypto::CiphertextList> input = ledger::SelectedCiphertexts(
      *closed, contest_, [this](std::uint64_t index) { return log_->RecordAt(index); });
  if (!input.ok()) return input.status();
  const bool too_few = log_->WithState(
      [this](const ledger::ElectionState& state) { return state.HasTooFewBallots(contest_); });
  counter_ = std::make_unique<ledger::ContestCounter>(
      log_->shared_manifest(), ClosingHash(), contest_, *std::move(input), too_few, Processors());
  const ledger::ContestArtefacts announced = Announced();
  absl::Status replayed = Replay(ledger::ArtefactKind::kMix, announced.mixes);
  if (replayed.ok()) replayed = Replay(ledger::ArtefactKind::kDecryption, announced.decryptions);
  if (replayed.ok()) replayed = Replay(ledger::ArtefactKind::kLot, announced.lots);
  if (!replayed.ok()) counter_.reset();
  return replayed;
}

absl::Status LiveCount::Rebuild() {
  if (counter_ != nullptr) return absl::OkStatus();
  if (!broken_.ok()) return broken_;
  absl::Status built = BuildCounter();
  if (absl::IsDataLoss(built)) broken_ = built;
  return built;
}

absl::StatusOr<std::uint64_t> LiveCount::Submit(const ledger::ArtefactLeaf& leaf,
                                                crypto::ByteView file) {
  const MutexLock lock(mutex_);
  if (auto there = FindAnnounced(Announced(), leaf)) return *there;
  if (log_->WithState(PhaseOf) == v1::PHASE_TALLIED) {
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_COUNTED",
                 "every outcome is in the log: nothing is added to it any more");
  }
  // Another trustee may have taken the place while this one was uploading.
  if (absl::Status possible = Check(leaf); !possible.ok()) return possible;
  if (absl::Status ready = Rebuild(); !ready.ok()) return ready;
  constexpr std::uint64_t kNotYetKnown = 0;
  if (absl::Status added = Add(leaf.kind, kNotYetKnown, leaf.trustee, file); !added.ok()) {
    return Refused(added);
  }
  // From here until its record is in the log, the counter is ahead of it.
  std::unique_ptr<ledger::ContestCounter> ahead = std::move(counter_);
  if (absl::StatusOr<crypto::Hash256> written =
          kArtefactFiles.Write(store_, log_->process_id(), file);
      !written.ok()) {
    return written.status();
  }
  absl::StatusOr<crypto::LogProof> appended =
      log_->Append(ledger::SerializeLeaf({log_->manifest().hash(), leaf}));
  if (!appended.ok()) return appended.status();
  counter_ = std::move(ahead);
  if (leaf.kind == ledger::ArtefactKind::kMix) counter_->NameLastMix(appended->index);
  tally_.reset();
  return appended->index;
}

absl::StatusOr<std::shared_ptr<const ledger::TallyFiles>> LiveCount::TallyLocked() {
  if (absl::Status ready = Rebuild(); !ready.ok()) return ready;
  if (!counter_->IsComplete()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_COUNTED",
                 "mixes, decryptions or lots of the contest are missing");
  }
  // A count that fails does so again, and may take as long again.
  if (!tally_) {
    absl::StatusOr<ledger::TallyFiles> files = counter_->Tally();
    if (files.ok()) {
      tally_ = std::make_shared<const ledger::TallyFiles>(*std::move(files));
    } else {
      tally_ = files.status();
    }
  }
  return *tally_;
}

absl::StatusOr<std::shared_ptr<const ledger::TallyFiles>> LiveCount::Tally() {
  const MutexLock lock(mutex_);
  return TallyLocked();
}

absl::StatusOr<std::uint64_t> LiveCount::Publish(std::uint32_t trustee,
                                                 const std::vector<crypto::Signature>& signatures) {
  const MutexLock lock(mutex_);
  if (const auto outcome = Announced().outcome) return outcome->leaf_index;
  const auto counted = TallyLocked();
  if (!counted.ok()) return counted.status();
  const ledger::TallyFiles* const tally = counted->get();

  struct File {
    ledger::ArtefactKind kind;
    crypto::ByteView bytes;
  };
  std::vector<File> files;
  if (!tally->too_few_ballots) {
    files = {{ledger::ArtefactKind::kBallots, tally->ballots},
             {ledger::ArtefactKind::kPabulib, crypto::AsBytes(tally->pabulib)}};
  }
  files.push_back({ledger::ArtefactKind::kOutcome, crypto::AsBytes(tally->outcome)});
  if (signatures.size() != files.size()) {
    return FieldError("signatures",
                      tally->too_few_ballots
                          ? "expected one, for the outcome: there are too few ballots to publish"
                          : "expected three: for the ballots, the Pabulib file, the outcome");
  }
  std::vector<ledger::Leaf> leaves;
  const crypto::VerifyingKey* key =
      log_->manifest().key({ledger::PartyRole::kTrustee, static_cast<std::uint8_t>(trustee)});
  for (std::size_t i = 0; i < files.size(); ++i) {
    const ledger::Leaf leaf{
        log_->manifest().hash(),
        ledger::ArtefactLeaf{contest_, files[i].kind, 0, files[i].bytes.size(),
                             crypto::Sha256(files[i].bytes), static_cast<std::uint8_t>(trustee),
                             signatures[i]}};
    if (!key->Verify(ledger::SignaturePurpose(leaf.body), ClosingHash(), ledger::SignedPart(leaf),
                     signatures[i])) {
      return WrongSignature(fmt::format("trustee {} under file {}", trustee, i + 1));
    }
    leaves.push_back(leaf);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const ledger::ContestArtefacts announced = Announced();
    const auto& there = files[i].kind == ledger::ArtefactKind::kBallots   ? announced.ballots
                        : files[i].kind == ledger::ArtefactKind::kPabulib ? announced.pabulib
                                                                          : announced.outcome;
    if (there) continue;
    auto written = kArtefactFiles.Write(store_, log_->process_id(), files[i].bytes);
    if (!written.ok()) return written.status();
    auto appended = log_->Append(ledger::SerializeLeaf(leaves[i]));
    if (!appended.ok()) return appended.status();
  }
  // From here on the published files are all that is asked for.
  counter_.reset();
  tally_.reset();
  return Announced().outcome->leaf_index;
}

}  // namespace urna::services
