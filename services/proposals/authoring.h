// What authors do with their proposals, and the staff for them.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/empty.pb.h"
#include "services/base/source_limits.h"
#include "services/proposals/draft_counts.h"
#include "services/proposals/proposal_change.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// Thread-safe. What changes one proposal fails as ProposalChanges::Apply, with INVALID_ARGUMENT for fields
// that are wrong, and with FAILED_PRECONDITION as JournalState::Check.
class Authoring {
 public:
  // Must outlive this object.
  explicit Authoring(ProposalChanges& proposals)
      : proposals_(proposals),
        drafts_(proposals.clock()),
        created_(proposals.clock()),
        reported_(proposals.clock()) {}

  // PERMISSION_DENIED (NO_OPEN_SUBMISSION) where the form lets nobody without an account propose;
  // FAILED_PRECONDITION (NO_PROPOSALS_NOW) where nothing is taken online any more;
  // RESOURCE_EXHAUSTED (TOO_MANY_PROPOSALS) where one source, or all together, makes too many;
  // ALREADY_EXISTS (PROPOSAL_EXISTS) for a retry.
  absl::Status CreateProposal(const Call& call, const v1::CreateProposalRequest& request,
                              v1::CreateProposalResponse& response);
  absl::Status UpdateProposal(const Call& call, const v1::UpdateProposalRequest& request,
                              v1::Proposal& response);
  // FAILED_PRECONDITION (PROPOSAL_INCOMPLETE) names what the form asks for and is missing;
  // (NOTHING_TO_SUBMIT).
  absl::Status SubmitProposal(const Call& call, const v1::SubmitProposalRequest& request,
                              v1::Proposal& response);
  absl::Status WithdrawProposal(const Call& call, const v1::WithdrawProposalRequest& request,
                                v1::Proposal& response);
  // FAILED_PRECONDITION (TOO_MANY_AUTHORS).
  absl::Status InviteCoAuthor(const Call& call, const v1::InviteCoAuthorRequest& request,
                              v1::InviteCoAuthorResponse& response);
  // PERMISSION_DENIED (EDIT_KEY_WRONG) for a key that is none, was used, or is too old.
  absl::Status AcceptCoAuthorship(const Call& call, const v1::AcceptCoAuthorshipRequest& request,
                                  v1::Proposal& response);
  absl::Status FileAppeal(const Call& call, const v1::FileAppealRequest& request,
                          v1::Proposal& response);
  absl::Status ExportPersonalData(const Call& call, const v1::ExportPersonalDataRequest& request,
                                  v1::ExportPersonalDataResponse& response) const;
  // RESOURCE_EXHAUSTED (TOO_MANY_REPORTS) where one source reports too much.
  absl::Status ReportProposal(const Call& call, const v1::ReportProposalRequest& request,
                              google::protobuf::Empty& response);

 private:
  ProposalChanges& proposals_;
  DraftCounts drafts_;
  SourceLimits created_;
  SourceLimits reported_;
};

// Of the content of a proposal: what lists show.
v1::ProposalText HeadlineOf(const v1::ProposalText& text);

// Hands in what is pending, as the next version; the content is complete. For a draft, its number is new.
absl::Status HandIn(ProposalChange& change, v1::Channel channel);

}  // namespace urna::services
