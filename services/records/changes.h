// What changes a process beside its log: one change of a process at a time, each exactly once.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "google/protobuf/message.h"
#include "services/append/log_registry.h"
#include "services/base/clock.h"
#include "services/journal/acts.h"
#include "services/journal/journals.h"
#include "services/records/call.h"
#include "storage/store.h"

namespace urna::services {

// Is told of every act that a change is about to write, and may add to the batch: so that what follows
// from an act is written with it, or not at all.
class ActWatcher {
 public:
  virtual ~ActWatcher() = default;
  virtual absl::Status Saw(const storage::Reader& store, std::string_view process,
                           const ledger::Act& act, storage::WriteBatch& batch) const = 0;
};

// Thread-safe. Changes of different processes do not wait for each other, unless they share one of a
// fixed number of locks.
class Changes {
 public:
  // All must outlive this object.
  Changes(storage::Store& store, const LogRegistry& logs, Journals& journals, const Clock& clock)
      : store_(store), logs_(logs), journals_(journals), clock_(clock) {}
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;

  // Before the first change; it must outlive this object.
  void Watch(const ActWatcher& watcher) { watcher_ = &watcher; }

  // Reads the store, decides, fills `batch` and the response. What it refuses leaves no trace. It
  // runs under the lock of its process, so nothing of it that it reads can change before its batch
  // is written: it must be quick, and reads no file.
  using Decide =
      std::function<absl::Status(const storage::Reader& store, storage::WriteBatch& batch)>;
  // The same, of a change that the journal tells: the acts are in the journal if and only if the batch
  // is on stable storage.
  using DecideActs = std::function<absl::Status(const storage::Reader& store,
                                                storage::WriteBatch& batch, Acts& acts)>;
  // Fills the response as after the change, for a retry.
  using AnswerAgain = std::function<absl::Status(const storage::Reader& store)>;

  // Whether a change bears on other processes too: then it waits for all such.
  enum class Reach { kProcess, kServer };

  // Checks the phase that the method's rule asks for, runs `decide`, and writes its batch together
  // with the request's id, so that a retry with the same request_id is answered and not carried out
  // again, even after a crash. The answer to a retry is made from what the store holds by then:
  // by `again` if given, otherwise from the resources that `response` showed.
  //   INVALID_ARGUMENT     request_id is no UUID, or was used with another request
  //                        (REQUEST_ID_REUSED)
  //   NOT_FOUND            a retry, and what the answer showed has been deleted since
  //   FAILED_PRECONDITION  as CheckSpan
  absl::Status Apply(const Call& call, const google::protobuf::Message& request,
                     google::protobuf::Message& response, const Decide& decide,
                     Reach reach = Reach::kProcess, const AnswerAgain& again = nullptr);

  // As Apply, for what the journal tells. Acts are the caller's, until `decide` says otherwise.
  absl::Status ApplyActs(const Call& call, const google::protobuf::Message& request,
                         google::protobuf::Message& response, const DecideActs& decide,
                         Reach reach = Reach::kProcess, const AnswerAgain& again = nullptr);

  // As Apply, for changes that a signature authorises and that are idempotent by themselves: no
  // request_id.
  absl::Status ApplySigned(const Call& call, const Decide& decide);
  // For the server itself, which nobody calls.
  absl::Status ApplyOwn(std::string_view process, const Decide& decide);
  // Its acts are the server's own.
  absl::Status ApplyOwnActs(std::string_view process, const DecideActs& decide);

  // What is called after each write that this class made, by the thread that made it, under the lock of the
  // process: it must be quick. Set once, before anything changes.
  using Told = std::function<void(std::string_view process)>;
  void WhenWritten(Told told) { told_ = std::move(told); }

  // Forgets the requests that were carried out longer ago than kRequestsRemembered. Reads them all: once an
  // hour is enough.
  absl::Status ForgetOldRequests();

 private:
  absl::Status CheckPhase(const Call& call) const;
  absl::Status WriteAll(std::string_view process, storage::WriteBatch& batch, Acts& acts);
  Mutex& LockOf(std::string_view process);

  storage::Store& store_;
  const LogRegistry& logs_;
  Journals& journals_;
  const Clock& clock_;
  // Null where nobody watches.
  const ActWatcher* watcher_ = nullptr;
  Told told_;
  // Before that of a process. Held from the first read to the end of the write, fsync included, as
  // those of processes are. Never held while ballots are cast.
  Mutex server_;
  // Of each process one, of some the same: their names come from outside, and are not collected.
  std::array<Mutex, 256> processes_;
};

}  // namespace urna::services
