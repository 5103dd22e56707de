#include "services/append/live_log.h"

#include <utility>

namespace urna::services {

LiveLog::LiveLog(std::shared_ptr<const ledger::Manifest> manifest,
                 std::shared_ptr<const ledger::Rolls> rolls, crypto::SigningKey key)
    : key_(std::move(key)),
      origin_(manifest->log_key().origin),
      state_(std::move(manifest), std::move(rolls)) {}

absl::Status LiveLog::Replay(crypto::ByteView bytes, const Judge& judge) {
  const WriterMutexLock lock(mutex_);
  constexpr bool kCryptographyVerified = true;
  const std::uint64_t record = state_.size();
  const bool closed = state_.stage() == ledger::Stage::kClosed;
  if (absl::Status s = state_.Fold(bytes, kCryptographyVerified); !s.ok()) return s;
  tree_.Append(crypto::LeafHash(bytes));
  NoteClosing();
  if (!closed) return absl::OkStatus();
  const absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(bytes);
  if (!leaf.ok()) return leaf.status();
  const auto& artefact = std::get<ledger::ArtefactLeaf>(leaf->body);
  // What is not well-placed is a fault of whoever appended it, and takes no place.
  if (!state_.CheckArtefact(artefact, record).ok()) return absl::OkStatus();
  const absl::StatusOr<bool> right = judge(state_, artefact, record);
  if (!right.ok()) return right.status();
  state_.PlaceArtefact(artefact, record, *right);
  return absl::OkStatus();
}

void LiveLog::Apply(const std::vector<const Record*>& records) {
  const WriterMutexLock lock(mutex_);
  for (const Record* record : records) {
    state_.Apply(record->leaf, record->hash);
    tree_.Append(record->hash);
    NoteClosing();
  }
  SignCheckpoint();
}

void LiveLog::NoteClosing() {
  if (state_.close_index() == state_.size() - 1) state_.SetClosingRoot(tree_.Root());
}

void LiveLog::SignCheckpoint() {
  checkpoint_ = crypto::SignCheckpoint({origin_, tree_.size(), tree_.Root()}, key_);
}

std::uint64_t LiveLog::size() const {
  const ReaderMutexLock lock(mutex_);
  return tree_.size();
}

std::string LiveLog::Checkpoint() const {
  const ReaderMutexLock lock(mutex_);
  return checkpoint_;
}

absl::StatusOr<crypto::LogProof> LiveLog::ProveLocked(std::uint64_t index) const {
  auto path = tree_.InclusionProof(index, tree_.size());
  if (!path.ok()) return path.status();
  return crypto::LogProof{index, *std::move(path), checkpoint_};
}

absl::StatusOr<crypto::LogProof> LiveLog::Prove(std::uint64_t index) const {
  const ReaderMutexLock lock(mutex_);
  return ProveLocked(index);
}

absl::StatusOr<std::vector<crypto::LogProof>> LiveLog::Prove(
    const std::vector<std::uint64_t>& indexes) const {
  const ReaderMutexLock lock(mutex_);
  std::vector<crypto::LogProof> proofs;
  for (const std::uint64_t index : indexes) {
    auto proof = ProveLocked(index);
    if (!proof.ok()) return proof.status();
    proofs.push_back(*std::move(proof));
  }
  return proofs;
}

absl::StatusOr<std::vector<crypto::Hash256>> LiveLog::InclusionProof(std::uint64_t index,
                                                                     std::uint64_t size) const {
  const ReaderMutexLock lock(mutex_);
  return tree_.InclusionProof(index, size);
}

absl::StatusOr<std::vector<crypto::Hash256>> LiveLog::ConsistencyProof(std::uint64_t old_size,
                                                                       std::uint64_t size) const {
  const ReaderMutexLock lock(mutex_);
  return tree_.ConsistencyProof(old_size, size);
}

absl::StatusOr<crypto::Hash256> LiveLog::Root(std::uint64_t size) const {
  const ReaderMutexLock lock(mutex_);
  return tree_.Root(size);
}

absl::StatusOr<crypto::Bytes> LiveLog::HashTile(const ledger::Tile& tile) const {
  const ReaderMutexLock lock(mutex_);
  return ledger::HashTile(tree_, tile);
}

}  // namespace urna::services
