#include "services/append/live_log.h"

#include <utility>

namespace urna::services {

LiveLog::LiveLog(std::shared_ptr<const ledger::Manifest> manifest,
                 std::shared_ptr<const ledger::Rolls> rolls, crypto::SigningKey key)
    : key_(std::move(key)),
      origin_(manifest->log_key().origin),
      state_(std::move(manifest), std::move(rolls)) {}

absl::Status LiveLog::Replay(crypto::ByteView leaf) {
  constexpr bool kCryptographyVerified = true;
  if (absl::Status s = state_.Fold(leaf, kCryptographyVerified); !s.ok()) return s;
  tree_.Append(crypto::LeafHash(leaf));
  return absl::OkStatus();
}

void LiveLog::Apply(const std::vector<const Record*>& records) {
  const std::lock_guard lock(mutex_);
  for (const Record* record : records) {
    state_.Apply(record->leaf);
    tree_.Append(record->hash);
  }
  SignCheckpoint();
}

void LiveLog::SignCheckpoint() {
  checkpoint_ = crypto::SignCheckpoint({origin_, tree_.size(), tree_.Root()}, key_);
}

std::uint64_t LiveLog::size() const {
  const std::shared_lock lock(mutex_);
  return tree_.size();
}

std::string LiveLog::Checkpoint() const {
  const std::shared_lock lock(mutex_);
  return checkpoint_;
}

absl::StatusOr<crypto::LogProof> LiveLog::Prove(std::uint64_t index) const {
  const std::shared_lock lock(mutex_);
  auto path = tree_.InclusionProof(index, tree_.size());
  if (!path.ok()) return path.status();
  return crypto::LogProof{index, *std::move(path), checkpoint_};
}

absl::StatusOr<std::vector<crypto::Hash256>> LiveLog::InclusionProof(std::uint64_t index,
                                                                     std::uint64_t size) const {
  const std::shared_lock lock(mutex_);
  return tree_.InclusionProof(index, size);
}

absl::StatusOr<std::vector<crypto::Hash256>> LiveLog::ConsistencyProof(std::uint64_t old_size,
                                                                       std::uint64_t size) const {
  const std::shared_lock lock(mutex_);
  return tree_.ConsistencyProof(old_size, size);
}

absl::StatusOr<crypto::Hash256> LiveLog::Root(std::uint64_t size) const {
  const std::shared_lock lock(mutex_);
  return tree_.Root(size);
}

absl::StatusOr<crypto::Bytes> LiveLog::HashTile(const ledger::Tile& tile) const {
  const std::shared_lock lock(mutex_);
  return ledger::HashTile(tree_, tile);
}

}  // namespace urna::services
