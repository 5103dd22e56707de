// What the staff does with proposals: looks them through, gives them to each other, decides on them.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/empty.pb.h"
#include "services/identity/staff_directory.h"
#include "services/proposals/proposal_change.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// Thread-safe. What changes one proposal fails as ProposalChanges::Apply, with INVALID_ARGUMENT for fields
// that are wrong, and with FAILED_PRECONDITION as JournalState::Check.
class Reviewing {
 public:
  // Both must outlive this object.
  Reviewing(ProposalChanges& proposals, const StaffDirectory& staff)
      : proposals_(proposals), staff_(staff) {}

  absl::Status ScreenProposal(const Call& call, const v1::ScreenProposalRequest& request,
                              v1::Proposal& response);
  absl::Status ListReviewers(const Call& call, const v1::ListReviewersRequest& request,
                             v1::ListReviewersResponse& response) const;
  // NOT_FOUND for a token or an account that there is not, FAILED_PRECONDITION (NO_REVIEWER) for one that
  // may not review in this process.
  absl::Status AssignProposals(const Call& call, const v1::AssignProposalsRequest& request,
                               v1::AssignProposalsResponse& response);
  absl::Status ReturnProposal(const Call& call, const v1::ReturnProposalRequest& request,
                              v1::Proposal& response);
  absl::Status RecordVerdict(const Call& call, const v1::RecordVerdictRequest& request,
                             v1::Proposal& response);
  // FAILED_PRECONDITION (TOO_MANY_NOTES).
  absl::Status AddNote(const Call& call, const v1::AddNoteRequest& request,
                       google::protobuf::Empty& response);
  absl::Status ListNotes(const Call& call, const v1::ListNotesRequest& request,
                         v1::ListNotesResponse& response) const;
  // FAILED_PRECONDITION (NO_SUPPORT_ASKED) where the form asks for none from lists.
  absl::Status RecordSupport(const Call& call, const v1::RecordSupportRequest& request,
                             v1::RecordSupportResponse& response);
  absl::Status DecideAppeal(const Call& call, const v1::DecideAppealRequest& request,
                            v1::Proposal& response);
  absl::Status MergeProposals(const Call& call, const v1::MergeProposalsRequest& request,
                              v1::Proposal& response);
  absl::Status SetIncompatible(const Call& call, const v1::SetIncompatibleRequest& request,
                               google::protobuf::Empty& response);

 private:
  // The key of somebody who may review in `process` (StaffKey); empty where `name` is.
  absl::StatusOr<std::string> FindReviewer(std::string_view name, std::string_view process) const;

  ProposalChanges& proposals_;
  const StaffDirectory& staff_;
};

}  // namespace urna::services
