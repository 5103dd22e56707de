// A journal: its story in memory, its acts and documents in the store.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "crypto/merkle.h"
#include "crypto/secret.h"
#include "crypto/signature.h"
#include "ledger/journal_state.h"
#include "services/append/record_store.h"
#include "services/append/tiled_log.h"
#include "storage/store.h"
#include "urna/v1/config.pb.h"

namespace urna::services {

// Any thread may read. Acts are added by Acts alone, of one process by one thread at a time. State,
// tree and checkpoint change together, once an act is on stable storage.
class LiveJournal final : public TiledLog {
 public:
  struct Keys {
    crypto::SigningKey log_key;
    crypto::Secret<std::array<std::uint8_t, 32>> actor_key;
    ledger::ElectionId election_id;
    std::string origin;
  };

  // Replays what the store holds. `store` must outlive the journal; `process` is the process's id.
  // DATA_LOSS where a record is missing or may not stand where it stands.
  static absl::StatusOr<std::shared_ptr<LiveJournal>> Open(storage::Store& store,
                                                           std::string_view process, Keys keys);

  std::uint64_t size() const override;
  std::string Checkpoint() const override;
  absl::StatusOr<std::vector<crypto::Bytes>> Records(std::uint64_t start, std::size_t max_count,
                                                     std::size_t max_bytes) const override;
  absl::StatusOr<crypto::Bytes> HashTile(const ledger::Tile& tile) const override;
  std::string Vkey() const;
  // Its tree as it was at a size, and now. OUT_OF_RANGE above size().
  absl::StatusOr<crypto::Hash256> RootAt(std::uint64_t size) const;

  // Calls `read` with the const JournalState& under the lock that holds up the writer: only short
  // reads.
  template <typename Read>
  auto WithState(const Read& read) const {
    const ReaderMutexLock lock(mutex_);
    return read(state_);
  }

  // What there is of it for everybody, at one moment.
  struct Published {
    std::string checkpoint;
    std::uint64_t size;
    std::vector<crypto::Hash256> documents;
  };
  Published ListPublished() const;

  // A document that is public. NOT_FOUND (NO_SUCH_DOCUMENT), whatever the reason.
  absl::StatusOr<crypto::Bytes> PublicDocument(const crypto::Hash256& sha256) const;
  // One that may be withheld: for those who work with it. NOT_FOUND (NO_SUCH_DOCUMENT).
  absl::StatusOr<crypto::Bytes> Document(const crypto::Hash256& sha256) const;
  // The key of a document in kDocumentsFamily.
  static std::string DocumentKey(std::string_view process, const crypto::Hash256& sha256);

  const std::string& process_id() const { return process_id_; }

 private:
  friend class Acts;

  LiveJournal(storage::Store& store, std::string_view process, Keys keys);
  absl::Status Replay();
  void SignCheckpoint() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // For the writer alone.
  ledger::ActorTag TagOf(std::string_view account) const;
  // The story with the acts that are not written yet.
  ledger::JournalState& writing() { return writing_; }
  // They were not written: the story is as it was.
  void Forget() {
    writing_ = WithState([](const ledger::JournalState& state) { return state; });
  }
  // They are on stable storage.
  void Publish(const std::vector<ledger::Act>& acts, const std::vector<crypto::Hash256>& hashes);
  // Its log is called so from now on; the records stay.
  void Rename(std::string origin);
  // As the journal is once they are.
  v1::JournalHead HeadWith(const std::vector<crypto::Hash256>& hashes) const;

  storage::Store& store_;
  const std::string process_id_;
  const Keys keys_;
  const RecordStore records_;
  ledger::JournalState writing_;
  mutable SharedMutex mutex_;
  ledger::JournalState state_ ABSL_GUARDED_BY(mutex_);
  crypto::MerkleTree tree_ ABSL_GUARDED_BY(mutex_);
  // The origin line of its checkpoints.
  std::string origin_ ABSL_GUARDED_BY(mutex_);
  std::string checkpoint_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
