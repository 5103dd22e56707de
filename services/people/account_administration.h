// Accounts and sessions as the API shows them.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/empty.pb.h"
#include "services/people/accounts.h"
#include "services/people/own_follows.h"
#include "services/people/sessions.h"
#include "services/proposals/owned_proposals.h"
#include "services/records/call.h"
#include "storage/store.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// Thread-safe. What is asked of an account is for whoever it belongs to, and for administrators of the whole
// server: PERMISSION_DENIED (ROLE_MISSING) for others.
class AccountAdministration {
 public:
  // All must outlive this object.
  AccountAdministration(storage::Store& store, Accounts& accounts, Sessions& sessions,
                        OwnedProposals& proposals, const OwnFollows& follows)
      : store_(store),
        accounts_(accounts),
        sessions_(sessions),
        proposals_(proposals),
        follows_(follows) {}

  // NOT_FOUND (NO_ACCOUNT).
  absl::Status GetOwnAccount(const Call& call, v1::Account& response) const;
  absl::Status ListAccounts(const v1::ListAccountsRequest& request,
                            v1::ListAccountsResponse& response) const;
  absl::Status GetAccount(const v1::GetAccountRequest& request, v1::Account& response) const;
  absl::Status UpdateAccountGrants(const v1::UpdateAccountGrantsRequest& request,
                                   v1::Account& response);
  absl::Status EraseAccount(const Call& call, const v1::EraseAccountRequest& request,
                            v1::EraseAccountResponse& response);
  absl::Status ExportAccount(const Call& call, const v1::ExportAccountRequest& request,
                             v1::ExportAccountResponse& response) const;
  absl::Status ListSessions(const Call& call, const v1::ListSessionsRequest& request,
                            v1::ListSessionsResponse& response) const;
  absl::Status EndSession(const Call& call, const v1::EndSessionRequest& request,
                          google::protobuf::Empty& response);

 private:
  storage::Store& store_;
  Accounts& accounts_;
  Sessions& sessions_;
  OwnedProposals& proposals_;
  const OwnFollows& follows_;
};

}  // namespace urna::services
