// The journals of all processes. They are opened when somebody asks for them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "services/journal/live_journal.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe. Processes are named as resources, `processes/{process}`.
class Journals {
 public:
  // Both must outlive this object and what it returns.
  Journals(storage::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Replays it from the store if need be: of 20,000 proposals less than a second. INVALID_ARGUMENT at
  // `process` for what is no name of a process; NOT_FOUND
  // (NO_JOURNAL) for a process that has none: there is no such process, or it was frozen before there
  // were journals.
  absl::StatusOr<std::shared_ptr<LiveJournal>> Get(std::string_view process);

  // An empty journal with new keys, which go into `batch`. Whoever writes the batch drops it where
  // that fails. The process must have none.
  absl::StatusOr<std::shared_ptr<LiveJournal>> Begin(std::string_view process,
                                                     const ledger::ElectionId& election_id,
                                                     std::string_view log_origin,
                                                     storage::WriteBatch& batch);
  // As its process's log is called now: for Acts, which tells the open journal once that is written.
  absl::Status Rename(std::string_view process, std::string_view log_origin,
                      storage::WriteBatch& batch) const;
  // The keys, acts and documents of a process.
  absl::Status Delete(std::string_view process, storage::WriteBatch& batch) const;
  // Lets go of it; the next who asks gets it as the store has it.
  void Drop(std::string_view process);
  // Lets go of those that nobody has asked for in a while.
  void CloseIdle();

 private:
  // Shared by those who ask for the same journal: it is opened once, and nobody who asks for another
  // waits for that.
  struct Slot {
    Mutex mutex;
    // Null until it is open.
    std::shared_ptr<LiveJournal> journal ABSL_GUARDED_BY(mutex);
  };
  struct Opened {
    std::shared_ptr<Slot> slot;
    absl::Time last_asked;
  };

  absl::StatusOr<std::shared_ptr<LiveJournal>> OpenIn(Slot& slot, std::string_view process) const;
  // What could not be opened: anybody may ask for what there is not, so it is not remembered.
  void ForgetUnopened(std::string_view process, std::shared_ptr<Slot> slot);
  static bool IsOpen(Slot& slot);

  storage::Store& store_;
  const Clock& clock_;
  // Taken before that of a slot where both are held.
  Mutex mutex_;
  absl::flat_hash_map<std::string, Opened> opened_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
