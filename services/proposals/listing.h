// Proposals as everybody reads them: one, many, and what changed.
#pragma once

#include "absl/status/status.h"
#include "services/proposals/proposal_change.h"
#include "services/search/search.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// Thread-safe.
class ProposalListing {
 public:
  // Both must outlive this object.
  ProposalListing(ProposalChanges& proposals, Search& search)
      : proposals_(proposals), search_(search) {}

  // NOT_FOUND as ProposalChanges::Read; (NO_SUCH_VERSION).
  absl::Status GetProposal(const Call& call, const v1::GetProposalRequest& request,
                           v1::Proposal& response) const;
  // INVALID_ARGUMENT for a filter that is not for the caller; UNAVAILABLE as Search.
  absl::Status ListProposals(const Call& call, const v1::ListProposalsRequest& request,
                             v1::ListProposalsResponse& response) const;
  absl::Status CompareProposalVersions(const Call& call,
                                       const v1::CompareProposalVersionsRequest& request,
                                       v1::CompareProposalVersionsResponse& response) const;

 private:
  ProposalChanges& proposals_;
  Search& search_;
};

}  // namespace urna::services
