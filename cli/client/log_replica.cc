#include "cli/client/log_replica.h"

#include <fmt/format.h>

#include <optional>
#include <span>

#include "ledger/bundle.h"
#include "ledger/course.h"
#include "ledger/limits.h"
#include "ledger/note.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

// Downloading is this part of the progress that is told, checking the rest.
constexpr double kDownloadPart = 0.2;

// The size of a mix, a decryption or a lot follows from the ballots, that of a result does not. One
// that is larger than this is first computed here, so that nobody has to take in what a server
// makes up.
constexpr std::uint64_t kMaxAssumedResult = std::uint64_t{256} << 20;

bool IsLargeResult(const ledger::ArtefactLeaf& leaf) {
  const bool is_result = leaf.kind == ledger::ArtefactKind::kBallots ||
                         leaf.kind == ledger::ArtefactKind::kPabulib ||
                         leaf.kind == ledger::ArtefactKind::kOutcome;
  return is_result && leaf.size > kMaxAssumedResult;
}

}  // namespace

absl::StatusOr<LogReplica> LogReplica::Download(std::shared_ptr<const ProcessReader> reader,
                                                const Pins& pins, int threads,
                                                const Progress& progress) {
  auto sealed = reader->ReadManifest(pins);
  if (!sealed.ok()) return sealed.status();
  if (!sealed->IsComplete()) {
    return absl::FailedPreconditionError("the manifest is not signed by all parties yet");
  }
  auto rolls = reader->ReadRolls(sealed->manifest->config());
  if (!rolls.ok()) return rolls.status();
  LogReplica replica;
  replica.reader_ = std::move(reader);
  replica.state_ = std::make_unique<ledger::ElectionState>(sealed->manifest, *std::move(rolls));
  replica.sealed_ = *std::move(sealed);
  replica.index_ = std::make_unique<ledger::ArtefactIndex>(replica.manifest().contests());
  if (auto status = replica.Update(threads, progress); !status.ok()) return status;
  return replica;
}

absl::Status LogReplica::Update(int threads, const Progress& progress) {
  if (!broken_.ok()) return broken_;
  auto note = reader_->ReadCheckpoint();
  if (!note.ok()) return note.status();
  auto checkpoint = ledger::VerifyNote(manifest(), *note);
  if (!checkpoint.ok()) return NotAsPromised(ledger::MessageOf(checkpoint.status()));
  if (checkpoint->size > ledger::kMaxLogSize) {
    return NotAsPromised(
        fmt::format("the log is said to have {} records, more than any", checkpoint->size));
  }
  const std::size_t before = leaves_.size();
  if (checkpoint->size < before) {
    // An older checkpoint is no contradiction as long as it is of the same log.
    auto root = tree_.Root(checkpoint->size);
    if (!root.ok() || *root != checkpoint->root) {
      return NotAsPromised("the log has forked: keep both checkpoints, they prove it");
    }
    return absl::OkStatus();
  }
  auto entries = reader_->ReadEntries(before, checkpoint->size, [&](double done) {
    if (progress) progress(done * kDownloadPart);
  });
  if (!entries.ok()) return entries.status();
  crypto::MerkleTree tree = tree_;
  for (const auto& entry : *entries) tree.Append(crypto::LeafHash(entry));
  if (tree.Root() != checkpoint->root) {
    return NotAsPromised("the records do not have the root that the checkpoint signs");
  }
  tree_ = std::move(tree);
  for (auto& entry : *entries) leaves_.push_back(std::move(entry));
  note_ = *std::move(note);
  return Fold(before, threads, [&](double done) {
    if (progress) progress(kDownloadPart + done * (1 - kDownloadPart));
  });
}

absl::Status LogReplica::Fold(std::size_t begin, int threads, const Progress& progress) {
  const std::span<const crypto::Bytes> fresh(leaves_.data() + begin, leaves_.size() - begin);
  const std::vector<char> verified =
      ledger::VerifyBallotRecords(manifest(), fresh, threads, [&](std::size_t done) {
        progress(static_cast<double>(done) / static_cast<double>(fresh.size()));
      });
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const std::uint64_t record = begin + i;
    const bool closed = state_->stage() == ledger::Stage::kClosed;
    auto runs = ledger::CheckKindAt(manifest(), state_->stage(), record, fresh[i]);
    if (!runs.ok()) {
      broken_ = NotAsPromised(ledger::MessageOf(runs));
      return broken_;
    }
    const absl::Status status = state_->Fold(fresh[i], verified[i] != 0);
    if (!status.ok()) {
      faults_.push_back({record, ledger::MessageOf(status)});
    } else if (closed) {
      index_->Add(record, fresh[i]);
    }
  }
  if (const auto closing = ReadClosing(); closing.ok() && !state_->closing_hash().has_value()) {
    state_->SetClosingRoot(closing->root);
  }
  return absl::OkStatus();
}

absl::Status LogReplica::CheckNoFaults() const {
  if (faults_.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("the log has {} records that should not have been admitted, the first is {}: {}; "
                  "they do not change the count, but nobody signs such a log unless told to "
                  "(--despite-faults)",
                  faults_.size(), faults_[0].record, ledger::EscapedName(faults_[0].reason)));
}

absl::StatusOr<ledger::Closing> LogReplica::ReadClosing() const {
  const auto index = state_->close_index();
  if (!index.has_value()) return absl::FailedPreconditionError("voting is not closed");
  auto root = tree_.Root(*index + 1);
  if (!root.ok()) return root.status();
  return ledger::Closing{*index, *root};
}

absl::StatusOr<ledger::ContestCounter> LogReplica::NewCounter(ledger::ContestId contest,
                                                              int threads) const {
  auto input = ledger::SelectedCiphertexts(
      *state_, contest, [this](std::uint64_t index) -> absl::StatusOr<crypto::Bytes> {
        if (index >= leaves_.size()) return absl::OutOfRangeError("no such record");
        return leaves_[index];
      });
  if (!input.ok()) return input.status();
  return ledger::ContestCounter(sealed_.manifest, *state_->closing_hash(), contest,
                                *std::move(input), state_->HasTooFewBallots(contest), threads);
}

absl::StatusOr<ledger::ArtefactWalk*> LogReplica::Walk(ledger::ContestId contest, Until until,
                                                       int threads, const Progress& progress) {
  if (!state_->closing_hash().has_value()) {
    return absl::FailedPreconditionError("voting is not closed");
  }
  auto& walk = walks_[contest];
  if (walk == nullptr) {
    auto counter = NewCounter(contest, threads);
    if (!counter.ok()) return counter.status();
    walk = std::make_unique<ledger::ArtefactWalk>(*state_, contest, *std::move(counter));
  }
  const std::size_t total = index_->of(contest).size();
  std::size_t done = 0;
  const ledger::ArtefactReader read = [&](const ledger::AnnouncedLeaf& one) {
    if (progress) progress(static_cast<double>(done++) / static_cast<double>(total));
    return reader_->ReadArtefact(one.record, one.leaf.size, one.leaf.sha256);
  };
  if (auto status = walk->WalkMixes(*index_, read); !status.ok()) return status;
  if (until == Until::kMixes) return walk.get();
  if (auto status = walk->WalkShares(*index_, read); !status.ok()) return status;
  if (until == Until::kShares || !walk->counter().IsComplete()) return walk.get();
  auto tally = walk->counter().Tally();
  if (!tally.ok()) return tally.status();
  if (auto status = walk->WalkResults(*index_, *tally); !status.ok()) return status;
  return walk.get();
}

std::optional<std::vector<ledger::AnnouncedLeaf>> LogReplica::AssumeRight(
    ledger::ElectionState& assumed, ledger::ContestId contest) const {
  std::vector<ledger::AnnouncedLeaf> out;
  for (const ledger::AnnouncedLeaf& one : index_->of(contest)) {
    if (!assumed.CheckArtefact(one.leaf, one.record).ok() || IsLargeResult(one.leaf)) {
      return std::nullopt;
    }
    assumed.PlaceArtefact(one.leaf, one.record, true);
    out.push_back(one);
  }
  return out;
}

absl::StatusOr<std::vector<ledger::AnnouncedLeaf>> LogReplica::VerifyAll(ledger::ContestId contest,
                                                                         int threads) {
  auto walk = Walk(contest, Until::kResults, threads);
  if (!walk.ok()) return walk.status();
  std::vector<ledger::AnnouncedLeaf> out = (*walk)->well_placed();
  const ledger::ContestArtefacts& right = state_->artefacts(contest);
  for (const ledger::AnnouncedLeaf& one : index_->of(contest)) {
    for (const auto* result : {&right.ballots, &right.pabulib, &right.outcome}) {
      if (result->has_value() && (*result)->leaf_index == one.record) out.push_back(one);
    }
  }
  return out;
}

absl::StatusOr<std::vector<ledger::AnnouncedLeaf>> LogReplica::WellPlaced(int threads) {
  std::vector<ledger::AnnouncedLeaf> out;
  ledger::ElectionState assumed = *state_;
  for (std::uint32_t c = 0; c < manifest().contests(); ++c) {
    const ledger::ContestId contest{c};
    auto placed = walks_.contains(contest) ? std::nullopt : AssumeRight(assumed, contest);
    if (!placed.has_value()) {
      auto verified = VerifyAll(contest, threads);
      if (!verified.ok()) return verified.status();
      placed = *std::move(verified);
    }
    out.insert(out.end(), placed->begin(), placed->end());
  }
  return out;
}

}  // namespace urna::client
