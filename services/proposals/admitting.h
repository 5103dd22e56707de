// From proposals to projects, and many proposals at once.
#pragma once

#include "absl/status/status.h"
#include "services/proposals/proposal_change.h"
#include "services/records/creation_orders.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// Thread-safe.
class Admitting {
 public:
  // Both must outlive this object.
  Admitting(ProposalChanges& proposals, CreationOrders& orders)
      : proposals_(proposals), orders_(orders) {}

  // A project of each, with its id: title, summary, place, category, images and the hashes of its
  // documents as they stand, the cost that it was admitted at. FAILED_PRECONDITION as JournalState::Check;
  // (OTHER_AREA) where a proposal is for another area than the contest; (NO_TEXT) where it was erased.
  absl::Status AdmitProposals(const Call& call, const v1::AdmitProposalsRequest& request,
                              v1::AdmitProposalsResponse& response);
  // Creates and hands in, all or none. FAILED_PRECONDITION (PROPOSAL_INCOMPLETE) as SubmitProposal.
  absl::Status ImportProposals(const Call& call, const v1::ImportProposalsRequest& request,
                               v1::ImportProposalsResponse& response);

 private:
  ProposalChanges& proposals_;
  CreationOrders& orders_;
};

}  // namespace urna::services
