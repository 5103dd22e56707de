// What is withheld, shown again, and erased.
#pragma once

#include "absl/status/status.h"
#include "services/proposals/proposal_change.h"
#include "services/search/search.h"
#include "storage/store.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// Thread-safe. Everything fails as ProposalChanges::Apply, and as JournalState::Check.
class Moderating {
 public:
  // All must outlive this object.
  Moderating(ProposalChanges& proposals, storage::Store& store, Search& search)
      : proposals_(proposals), store_(store), search_(search) {}

  absl::Status HideProposal(const Call& call, const v1::HideProposalRequest& request,
                            v1::Proposal& response);
  absl::Status RestoreProposal(const Call& call, const v1::RestoreProposalRequest& request,
                               v1::Proposal& response);
  // Every text and every attachment of its authors: versions, names, appeal; what is being written, answers,
  // contact; notes and reports; who follows it, and messages about it; where it is asked for, the staff's
  // reasons. Returns once none of it is in the files of the store, but for its backups, or of the index.
  // FAILED_PRECONDITION (RESOURCE_IN_USE) while it stands on a list that can be changed; what was frozen or
  // sealed of it stays.
  absl::Status EraseProposal(const Call& call, const v1::EraseProposalRequest& request,
                             v1::Proposal& response);

 private:
  ProposalChanges& proposals_;
  storage::Store& store_;
  Search& search_;
};

}  // namespace urna::services
