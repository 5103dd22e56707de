// The acts of one change of a process: written with it, or not at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/act.h"
#include "ledger/journal_document.h"
#include "ledger/journal_state.h"
#include "services/journal/journals.h"
#include "storage/store.h"

namespace urna::services {

// Who acts: as the journal names roles, and an account of which it shows a keyed hash. The server
// itself has no account.
struct Actor {
  v1::JournalRole role = v1::JOURNAL_ROLE_UNSPECIFIED;
  std::string account;
};

// Of one process, under the lock that changes of it take. Not thread-safe.
class Acts {
 public:
  // `journals` must outlive this object.
  Acts(Journals& journals, std::string_view process, Actor actor, absl::Time now)
      : journals_(journals), process_(process), actor_(std::move(actor)), now_(now) {}
  Acts(const Acts&) = delete;
  Acts& operator=(const Acts&) = delete;
  // What was not committed has never been.
  ~Acts();

  // For a change that makes its process first.
  void set_process(std::string_view process) { process_ = process; }
  void set_actor(Actor actor) { actor_ = std::move(actor); }
  const Actor& actor() const { return actor_; }

  // The journal of a process that has none yet, with its first act.
  absl::Status Begin(const ledger::ElectionId& election_id, std::string_view log_origin,
                     storage::WriteBatch& batch);

  // Calls the journal as the process's log is called from now on.
  absl::Status Rename(std::string_view log_origin, storage::WriteBatch& batch);

  // Adds an act, with its documents, to `batch`. FAILED_PRECONDITION as JournalState::Check; NOT_FOUND
  // as Journals::Get.
  absl::Status Add(v1::JournalAct act, std::string_view resource, const v1::ActFacts& facts,
                   const std::vector<ledger::MadeDocument>& documents, storage::WriteBatch& batch);

  // The story with what was added. NOT_FOUND as Journals::Get. Valid until the next call.
  absl::StatusOr<const ledger::JournalState*> state();
  // The head of the journal with what was added.
  absl::StatusOr<v1::JournalHead> Head();
  // A document of this journal, public or not.
  absl::StatusOr<crypto::Bytes> Document(const crypto::Hash256& sha256);
  bool has_journal();
  // What stands for an account within this process: a hash with a key that only the server has. NOT_FOUND as
  // Journals::Get.
  absl::StatusOr<ledger::ActorTag> TagOf(std::string_view account);

  bool empty() const { return acts_.empty(); }
  // What was added and is not committed.
  const std::vector<ledger::Act>& added() const { return acts_; }
  const std::string& process() const { return process_; }
  // What was added is on stable storage.
  void Commit();

 private:
  absl::Status Open();

  Journals& journals_;
  std::string process_;
  Actor actor_;
  const absl::Time now_;
  std::shared_ptr<LiveJournal> journal_;
  bool begun_ = false;
  // Empty where it keeps its name.
  std::string renamed_;
  std::vector<ledger::Act> acts_;
  std::vector<crypto::Hash256> hashes_;
};

}  // namespace urna::services
