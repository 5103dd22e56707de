// How far the logs had come that this server signed, beside its store: so that a store which was
// restored to an earlier state is not gone on with.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "crypto/hash.h"
#include "storage/store.h"

namespace urna::services {

// A log that signs two checkpoints which contradict each other is a fraud to everybody who sees both; a
// store that is an hour old makes an honest server do it. So the last record of every log and journal
// that was written is kept in a file of the data folder, with its hash; what was signed lies no further.
//
// The file is replaced at most once a second, on stable storage (fsync, rename), and when the server
// stops; an fsync more for each ballot would be the price of the last second. So of a store that was
// restored to an earlier state it is always noticed when it lacks what was written longer than about two
// seconds before its server was killed.
//
// Thread-safe.
class SignedMemory {
 public:
  // `file` need not exist.
  explicit SignedMemory(std::string file) : file_(std::move(file)) {}

  // Reads the file and holds the store against it; once, before any log is opened. Reads a record of
  // each log. INVALID_ARGUMENT for a file that is none; FAILED_PRECONDITION, in one sentence, where a
  // log lacks its last record or has another there.
  absl::Status Check(const storage::Reader& store);

  // Before a batch is written: the journal of a draft that it deletes is forgotten, at once, so that
  // nobody misses it who starts after a crash.
  void Forget(const storage::WriteBatch& batch);
  // Once it is on stable storage.
  void Note(const storage::WriteBatch& batch);

  // Replaces the file where something changed, if a second has passed. What cannot be written is told to
  // the operator, and tried again.
  void Write(absl::Time now);
  // At once: for when the server stops.
  void WriteNow();

 private:
  // A log is known by its family, then its process's id.
  using Log = std::pair<std::uint32_t, std::string>;
  struct Last {
    std::uint64_t index;
    crypto::Hash256 leaf_hash;
  };

  void WriteLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string file_;
  Mutex mutex_;
  std::map<Log, Last> last_ ABSL_GUARDED_BY(mutex_);
  bool is_changed_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_failing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace urna::services
