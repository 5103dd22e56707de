// The one writer of a store: commits what waits together, and finds out what became of a commit whose
// answer was lost.
//
// Every transaction first advances the writer's row (writer_row.h), on the condition that the row is
// as this writer left it. So no transaction of a writer that was replaced ever commits; and whoever
// holds the row's lock knows from `sequence` whether the transaction before was applied. How a write
// ends:
//
//   the database said                                           the write is
//   COMMIT, without a warning                                   durable
//   an error to a statement before COMMIT                       not applied
//   that the row has another holder                             fenced
//   that the row is not as it was left, by the same holder      uncertain: the database has gone back
//   anything else: nothing in time, the end of the connection,  in doubt
//     an error to COMMIT, a warning ("canceling wait for
//     synchronous replication"), no standby where one is asked
//
// A doubt is settled on a new connection, in one transaction: the row is locked, which waits for the
// transaction in doubt where it still runs, and is taken again with the next epoch, so that it can
// never be applied later. That commit is confirmed in the same way; since a standby gets commits in
// their order, one that waited for it says that the one before has arrived there as well.
//
//   the row                                                     the write is
//   is ours, and stands one further                             durable
//   is ours, and stands where it stood                          not applied
//   is another's who took it from us, one further               durable; those after it are fenced
//   is another's who took it from us, where it stood            fenced
//   anything else; or it cannot be asked in time                uncertain
//
// Nothing is ever sent again by the writer itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "storage/poison.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/writer_row.h"
#include "storage/write_batch.h"
#include "storage/write_result.h"

namespace urna::storage {

// How long the database is waited for.
struct Patience {
  // For a connection, of each host.
  std::chrono::milliseconds connecting{3'000};
  // For the answer to a read, and for a session that is free.
  std::chrono::milliseconds reading{10'000};
  // For the answer to a commit. A standby that is waited for is a part of it.
  std::chrono::milliseconds committing{20'000};
  // For what became of a commit in doubt.
  std::chrono::milliseconds settling{60'000};
  // After so long without an answer others no longer wait behind a commit.
  std::chrono::milliseconds stalling{3'000};
  // Between two looks whether the store is still ours, while nothing is written.
  std::chrono::milliseconds watching{1'000};
};

// What a writer knows of its row.
struct Claim {
  std::string holder;
  std::int64_t epoch = 0;
  std::int64_t sequence = 0;
};

// Thread-safe.
class GroupWriter {
 public:
  // `connection` is one on which the claim was made. Rows of Family{i} have the number families[i].
  // `poison` must outlive this object.
  GroupWriter(ConnectionTarget target, std::unique_ptr<Connection> connection, Claim claim,
              std::vector<std::int64_t> families, bool require_standby, const Patience& patience,
              Poison& poison);
  // Answers what waits; gives the store back unless that is uncertain.
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  // As Store::Write, for a batch that holds something and that the table can hold.
  WriteResult Write(const WriteBatch& batch);
  // Whether writes are taken now, as far as is known; asks nobody.
  WriteResult Check() const;

 private:
  struct Waiting {
    const WriteBatch* batch;
    bool is_taken = false;
    std::optional<WriteResult> result;
  };
  using Group = std::vector<Waiting*>;

  void Run();
  // Empty when nothing has come for `watching`; nothing when it is over.
  std::optional<Group> TakeGroup();
  void AnswerAll(const Group& group, const WriteResult& result);

  // These four run on the writer's thread.
  WriteResult Commit(const Group& group);
  WriteResult Judge(const std::vector<Answer>& answers, std::size_t commit);
  WriteResult Settle();
  void Watch();

  // Nothing once the row has told what became of the write; then `connection_` is as it was.
  std::optional<WriteResult> TrySettling(Deadline deadline);
  // Whether there is a session that may write.
  absl::Status Connect();
  // What the row, which is not as it was left, says of this writer.
  WriteResult Lost(const WriterRow& row) const;
  void GiveBack();
  void NoteState(const WriteResult& result);
  bool IsStalled() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ConnectionTarget target_;
  const std::vector<std::int64_t> families_;
  const bool require_standby_;
  const Patience patience_;
  Poison& poison_;

  // Of the writer's thread.
  std::unique_ptr<Connection> connection_;
  Claim claim_;

  mutable Mutex mutex_;
  Condition arrived_;
  Condition answered_;
  std::deque<Waiting*> queue_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  // When the commit that is under way began.
  std::optional<Deadline> busy_since_ ABSL_GUARDED_BY(mutex_);
  // Why the last write, or the last look, did not reach the database.
  std::string failing_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;
};

}  // namespace urna::storage
