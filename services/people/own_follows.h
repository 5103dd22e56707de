// What somebody who is logged in gets mail about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/empty.pb.h"
#include "services/people/accounts.h"
#include "services/proposals/proposal_change.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// What an account follows is what was confirmed while it was logged in, and what is followed at its address where
// that is proven to be its own: an address that a provider merely passes on opens nothing of whoever reads
// there. Thread-safe.
class OwnFollows {
 public:
  // Both must outlive this object.
  OwnFollows(ProposalChanges& proposals, const Accounts& accounts)
      : proposals_(proposals), accounts_(accounts) {}

  // NOT_FOUND (NO_ACCOUNT); INVALID_ARGUMENT.
  absl::Status ListOwnFollows(const Call& call, const v1::ListOwnFollowsRequest& request,
                              v1::ListOwnFollowsResponse& response) const;
  // NOT_FOUND (NO_ACCOUNT); INVALID_ARGUMENT at `name`.
  absl::Status StopOwnFollow(const Call& call, const v1::StopOwnFollowRequest& request,
                             google::protobuf::Empty& response);

  // All that an account follows, the newest first.
  absl::StatusOr<std::vector<v1::Follow>> Find(const Account& account) const;

 private:
  // NOT_FOUND (NO_ACCOUNT).
  absl::StatusOr<Account> Caller(const Call& call) const;
  // Of the account's address; empty where that is not proven.
  std::string TagOf(const Account& account) const;
  absl::Status AddTitle(v1::Follow& follow) const;

  ProposalChanges& proposals_;
  const Accounts& accounts_;
};

}  // namespace urna::services
