// What every change of one proposal has in common: it is found, whoever asks may change it, the journal
// tells of it, lists know.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/journal/journals.h"
#include "services/proposals/proposal_book.h"
#include "services/proposals/proposal_news.h"
#include "services/proposals/proposal_store.h"
#include "services/proposals/proposal_view.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "urna/v1/mandate.pb.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// One proposal under the lock of its process, before it is written.
class ProposalChange {
 public:
  ProposalChange(const storage::Reader& store, storage::WriteBatch& batch, Acts& acts,
                 const Outbox& outbox, ProposalName name, absl::Time now)
      : store_(store),
        batch_(batch),
        acts_(acts),
        name_(std::move(name)),
        now_(now),
        news_(outbox, store, batch, acts) {}

  const storage::Reader& store() const { return store_; }
  storage::WriteBatch& batch() { return batch_; }
  Acts& acts() { return acts_; }
  const ProposalName& name() const { return name_; }
  void set_name(ProposalName name) { name_ = std::move(name); }
  absl::Time now() const { return now_; }
  internal::v1::StoredProposal& stored() { return stored_; }
  // Whether its author's key was given, or its author's account calls.
  bool by_author() const { return by_author_; }
  void set_by_author(bool by_author) { by_author_ = by_author; }
  const ProposalNews& news() const { return news_; }
  // What the journal says of it; null for a draft.
  const ledger::JournalProposal* journal() const;

  // FAILED_PRECONDITION (PROPOSAL_NOT_OPEN) where whoever changes it may not write on it: on a draft and on what
  // was returned everybody may who can change it, the staff on whatever is not decided.
  absl::Status CheckOpen() const;
  // What is being written begins as what was handed in last, unless it has begun.
  absl::Status BeginWriting();

  absl::StatusOr<v1::Process> process() const;
  // An empty form where there is none.
  absl::StatusOr<v1::SubmissionForm> form();

  // Tells the journal, with documents, and whoever is to hear of it.
  absl::Status Tell(v1::JournalAct act, const v1::ActFacts& facts = {},
                    const std::vector<ledger::MadeDocument>& documents = {});
  // The document of a reason. INVALID_ARGUMENT below `at` as CheckReason.
  absl::StatusOr<ledger::MadeDocument> CheckedReason(
      const google::protobuf::RepeatedPtrField<v1::LocalizedText>& text, std::string_view at) const;

 private:
  const storage::Reader& store_;
  storage::WriteBatch& batch_;
  Acts& acts_;
  ProposalName name_;
  const absl::Time now_;
  const ProposalNews news_;
  internal::v1::StoredProposal stored_;
  bool by_author_ = false;
};

// Who may make a change of a proposal beside what the method's rule says.
enum class Needs {
  // The rule has said all: the staff.
  kStaff,
  // Its author's key or account, or a member of the staff who edits.
  kAuthorOrStaff,
  // Its author's key or account.
  kAuthor,
};

// Thread-safe.
class ProposalChanges {
 public:
  // All must outlive this object.
  ProposalChanges(const storage::Store& store, Changes& changes, Journals& journals,
                  ProposalBooks& books, const Outbox& outbox, const Clock& clock)
      : store_(store),
        changes_(changes),
        journals_(journals),
        books_(books),
        outbox_(outbox),
        clock_(clock) {}

  using Decide = std::function<absl::Status(ProposalChange& change)>;

  // Changes the proposal and shows it as it is then. Beside what Changes::Apply and `decide` refuse:
  //   INVALID_ARGUMENT      the name is none
  //   NOT_FOUND             there is no such proposal, or nobody but its author and the staff may know
  //   UNAUTHENTICATED       the key is missing (EDIT_KEY_MISSING)
  //   PERMISSION_DENIED     the key is another's (EDIT_KEY_WRONG)
  absl::Status Apply(const Call& call, const google::protobuf::Message& request,
                     std::string_view name, std::string_view edit_key, Needs needs,
                     const Decide& decide, v1::Proposal& response);

  // The proposal as the caller may see it now.
  absl::Status Show(const Call& call, std::string_view name, std::string_view edit_key,
                    std::uint32_t version, v1::Proposal& response) const;
  // The same, for whatever reads one: NOT_FOUND where the caller may not.
  using ReadOne = std::function<absl::Status(const ShownProposal& proposal, Viewer viewer,
                                             const LiveJournal& journal)>;
  absl::Status Read(const Call& call, std::string_view name, std::string_view edit_key,
                    const ReadOne& read) const;

  Changes& changes() { return changes_; }
  Journals& journals() { return journals_; }
  ProposalBooks& books() { return books_; }
  const Outbox& outbox() const { return outbox_; }
  const storage::Reader& store() const { return store_; }
  const Clock& clock() const { return clock_; }

 private:
  const storage::Store& store_;
  Changes& changes_;
  Journals& journals_;
  ProposalBooks& books_;
  const Outbox& outbox_;
  const Clock& clock_;
};

// SHA-256 of a key that opens a proposal, and a new key: 32 random bytes in base64url, 43 characters.
std::string KeyHash(std::string_view key);
std::string NewKey();
// Whether the key is the one of this hash; in constant time.
bool OpensWith(std::string_view key, std::string_view key_sha256);

}  // namespace urna::services
