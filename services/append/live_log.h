// What a log has become so far, in memory: the election's state, the tree, the newest checkpoint.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/election_state.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"
#include "ledger/tiles.h"

namespace urna::services {

// A record, parsed and hashed before anything waits for it.
struct Record {
  crypto::Bytes bytes;
  ledger::Leaf leaf;
  crypto::Hash256 hash;
};

// Any thread may read; one thread at a time writes. State, tree and checkpoint change together: a
// reader never sees a record that the newest checkpoint does not cover.
class LiveLog {
 public:
  LiveLog(std::shared_ptr<const ledger::Manifest> manifest,
          std::shared_ptr<const ledger::Rolls> rolls, crypto::SigningKey key);

  // For the writer, before there are readers: a record read back from the store. Cryptography was
  // verified before it was stored. `judge` is asked about artefacts that are well-placed. The
  // checkpoint is signed by FinishReplay.
  using Judge = std::function<absl::StatusOr<bool>(const ledger::ElectionState& state,
                                                   const ledger::ArtefactLeaf& artefact,
                                                   std::uint64_t record)>;
  absl::Status Replay(crypto::ByteView leaf, const Judge& judge) ABSL_LOCKS_EXCLUDED(mutex_);
  void FinishReplay() ABSL_LOCKS_EXCLUDED(mutex_) {
    const WriterMutexLock lock(mutex_);
    SignCheckpoint();
  }

  // For the writer: the next records, each of which state() has passed.
  void Apply(const std::vector<const Record*>& records);
  // For the writer, which alone changes it and therefore needs no lock.
  const ledger::ElectionState& state() const ABSL_NO_THREAD_SAFETY_ANALYSIS { return state_; }

  // Calls `read` with the state under the lock that holds up the writer: only short reads.
  template <typename Read>
  auto WithState(const Read& read) const {
    const ReaderMutexLock lock(mutex_);
    return read(state_);
  }
  std::uint64_t size() const;
  // The newest signed checkpoint, a C2SP note.
  std::string Checkpoint() const;
  // Under the newest checkpoint. OUT_OF_RANGE when there is no such record.
  absl::StatusOr<crypto::LogProof> Prove(std::uint64_t index) const;
  // The same for many, all under one checkpoint.
  absl::StatusOr<std::vector<crypto::LogProof>> Prove(
      const std::vector<std::uint64_t>& indexes) const;
  // As crypto::MerkleTree.
  absl::StatusOr<std::vector<crypto::Hash256>> InclusionProof(std::uint64_t index,
                                                              std::uint64_t size) const;
  absl::StatusOr<std::vector<crypto::Hash256>> ConsistencyProof(std::uint64_t old_size,
                                                                std::uint64_t size) const;
  absl::StatusOr<crypto::Hash256> Root(std::uint64_t size) const;
  absl::StatusOr<crypto::Bytes> HashTile(const ledger::Tile& tile) const;

 private:
  absl::StatusOr<crypto::LogProof> ProveLocked(std::uint64_t index) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void SignCheckpoint() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // After a record was applied: what a closing is bound to.
  void NoteClosing() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const crypto::SigningKey key_;
  const std::string origin_;
  // Held by the writer for less than a millisecond for each batch.
  mutable SharedMutex mutex_;
  ledger::ElectionState state_ ABSL_GUARDED_BY(mutex_);
  crypto::MerkleTree tree_ ABSL_GUARDED_BY(mutex_);
  std::string checkpoint_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
