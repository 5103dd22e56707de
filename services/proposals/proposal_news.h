// Who is told of what happens to a proposal, and what.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ledger/journal_document.h"
#include "services/journal/acts.h"
#include "services/messages/outbox.h"
#include "services/proposals/proposal_store.h"
#include "storage/store.h"
#include "urna/v1/journal.pb.h"

namespace urna::services {

// Of one change of a process, under its lock. What it tells is in the batch, or nowhere.
class ProposalNews {
 public:
  // All must outlive this object.
  ProposalNews(const Outbox& outbox, const storage::Reader& store, storage::WriteBatch& batch,
               Acts& acts)
      : outbox_(outbox), store_(store), batch_(batch), acts_(acts) {}

  // Tells its author, where they agreed, and its followers, of what is public. After the act was added.
  // Acts that are nobody's business tell nobody; the reason is one of the documents.
  absl::Status Tell(const ProposalName& name, const internal::v1::StoredProposal& stored,
                    v1::JournalAct act, const v1::ActFacts& facts,
                    const std::vector<ledger::MadeDocument>& documents) const;
  // That it was merged into another; that it is on the list of a contest; that a completion is awaited.
  absl::Status TellMerged(const ProposalName& name, const internal::v1::StoredProposal& stored,
                          std::string_view into,
                          const std::vector<ledger::MadeDocument>& documents) const;
  absl::Status TellOnTheBallot(const ProposalName& name,
                               const internal::v1::StoredProposal& stored) const;
  absl::Status TellCompletionDue(const ProposalName& name,
                                 const internal::v1::StoredProposal& stored) const;
  // Tells a reviewer of `count` proposals of a process; `due` is absl::InfiniteFuture() where nothing was
  // said.
  absl::Status TellReviewer(std::string_view process, const std::string& token,
                            v1::Occasion occasion, std::size_t count, absl::Time due) const;
  // Nothing is kept of it any more: who follows, what was to be sent.
  absl::Status Forget(const ProposalName& name) const;

 private:
  // Title, number, process and author. Nothing where mail is off.
  absl::StatusOr<internal::v1::StoredNews> Begin(const ProposalName& name,
                                                 const internal::v1::StoredProposal& stored,
                                                 v1::Occasion occasion, bool to_followers) const;
  absl::Status AddProcessOf(std::string_view process, internal::v1::StoredNews& news) const;

  const Outbox& outbox_;
  const storage::Reader& store_;
  storage::WriteBatch& batch_;
  Acts& acts_;
};

}  // namespace urna::services
