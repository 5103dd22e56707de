// The proposals whose author an account is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/proposals/proposal_change.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// Thread-safe.
class OwnedProposals {
 public:
  // Must outlive this object.
  explicit OwnedProposals(ProposalChanges& proposals) : proposals_(proposals) {}

  // NOT_FOUND (NO_ACCOUNT); INVALID_ARGUMENT.
  absl::Status ListOwnProposals(const Call& call, const v1::ListOwnProposalsRequest& request,
                                v1::ListOwnProposalsResponse& response) const;

  // What is held of each, as JSON texts (PersonalData).
  absl::StatusOr<std::vector<std::string>> Export(std::string_view account) const;

  // Nobody's account is their author from then on: drafts are gone, of what was handed in contact and
  // invitations. What is public stays, and is told: their resource names. May be called again where it was
  // cut short.
  absl::StatusOr<std::vector<std::string>> Detach(std::string_view account);

 private:
  ProposalChanges& proposals_;
};

}  // namespace urna::services
