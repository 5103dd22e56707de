#include "cli/client/log_replica.h"

#include <fmt/format.h>

#include <variant>

#include "crypto/parallel.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

// Downloading is this part of the progress that is told, checking the rest.
constexpr double kDownloadPart = 0.2;

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
  if (auto status = replica.Update(threads, progress); !status.ok()) return status;
  return replica;
}

absl::Status LogReplica::Update(int threads, const Progress& progress) {
  auto note = reader_->ReadCheckpoint();
  if (!note.ok()) return note.status();
  auto checkpoint = crypto::VerifyCheckpoint(*note, manifest().log_key());
  if (!checkpoint.ok()) return NotAsPromised(ledger::MessageOf(checkpoint.status()));
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
  Fold(before, threads, [&](double done) {
    if (progress) progress(kDownloadPart + done * (1 - kDownloadPart));
  });
  return absl::OkStatus();
}

void LogReplica::Fold(std::size_t begin, int threads, const Progress& progress) {
  const std::size_t count = leaves_.size() - begin;
  std::vector<std::uint8_t> verified(count, 0);
  crypto::ParallelFor(
      count, threads,
      [&](std::size_t from, std::size_t to, std::size_t) {
        for (std::size_t i = from; i < to; ++i) {
          auto leaf = ledger::ParseLeaf(leaves_[begin + i]);
          verified[i] = leaf.ok() && std::holds_alternative<ledger::BallotLeaf>(leaf->body) &&
                        ledger::VerifyBallotCryptography(manifest(), state_->rolls(), *leaf).ok();
        }
      },
      [&](std::size_t done) { progress(static_cast<double>(done) / static_cast<double>(count)); });
  for (std::size_t i = 0; i < count; ++i) {
    const absl::Status status = state_->Fold(leaves_[begin + i], verified[i] != 0);
    if (!status.ok()) faults_.push_back({begin + i, ledger::MessageOf(status)});
  }
}

absl::StatusOr<LogReplica::Closing> LogReplica::ReadClosing() const {
  const auto index = state_->close_index();
  if (!index.has_value()) return absl::FailedPreconditionError("voting is not closed");
  auto root = tree_.Root(*index + 1);
  if (!root.ok()) return root.status();
  return Closing{*index, *root};
}

absl::StatusOr<crypto::CiphertextList> LogReplica::Selected(ledger::ContestId contest) const {
  return ledger::SelectedCiphertexts(*state_, contest,
                                     [this](std::uint64_t index) -> absl::StatusOr<crypto::Bytes> {
                                       if (index >= leaves_.size())
                                         return absl::OutOfRangeError("no such record");
                                       return leaves_[index];
                                     });
}

absl::StatusOr<ledger::ContestCounter> LogReplica::Count(ledger::ContestId contest, int threads,
                                                         const Progress& progress) const {
  auto input = Selected(contest);
  if (!input.ok()) return input.status();
  ledger::ContestCounter counter(sealed_.manifest, contest, *std::move(input),
                                 state_->HasTooFewBallots(contest), threads);
  const ledger::ContestArtefacts& known = state_->artefacts(contest);
  const std::size_t total = known.mixes.size() + known.decryptions.size() + known.lots.size();
  std::size_t done = 0;
  const auto add = [&](const ledger::AnnouncedArtefact& artefact, std::string_view what,
                       auto&& verify) -> absl::Status {
    auto file = reader_->ReadArtefact(artefact.leaf_index, artefact.size, artefact.sha256);
    if (!file.ok()) return file.status();
    if (auto status = verify(*file); !status.ok()) {
      return NotAsPromised(fmt::format("{} of trustee {} does not hold: {}", what, artefact.trustee,
                                       ledger::MessageOf(status)));
    }
    if (progress) progress(static_cast<double>(++done) / static_cast<double>(total));
    return absl::OkStatus();
  };
  for (const auto& mix : known.mixes) {
    auto status =
        add(mix, "the mix", [&](const crypto::Bytes& file) { return counter.AddMix(file); });
    if (!status.ok()) return status;
  }
  for (const auto& decryption : known.decryptions) {
    auto status = add(decryption, "the decryption", [&](const crypto::Bytes& file) {
      return counter.AddDecryption(decryption.trustee, file);
    });
    if (!status.ok()) return status;
  }
  for (const auto& lot : known.lots) {
    auto status = add(lot, "the lot",
                      [&](const crypto::Bytes& file) { return counter.AddLot(lot.trustee, file); });
    if (!status.ok()) return status;
  }
  return counter;
}

}  // namespace urna::client
