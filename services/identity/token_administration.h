// Access tokens as the API shows them.
#pragma once

#include "absl/status/status.h"
#include "services/base/clock.h"
#include "services/identity/tokens.h"
#include "urna/v1/administration_service.pb.h"

namespace urna::services {

// Thread-safe.
class TokenAdministration {
 public:
  // Both must outlive this object.
  TokenAdministration(Tokens& tokens, const Clock& clock) : tokens_(tokens), clock_(clock) {}

  // INVALID_ARGUMENT for a name that is empty or too long, no grants, a role or a process that there
  // cannot be, an expiry that has passed.
  absl::Status CreateAccessToken(const v1::CreateAccessTokenRequest& request,
                                 v1::CreateAccessTokenResponse& response);
  absl::Status ListAccessTokens(const v1::ListAccessTokensRequest& request,
                                v1::ListAccessTokensResponse& response) const;
  // The caller's own; `principal` is no anonymous one.
  absl::Status GetOwnAccessToken(const Principal& principal, v1::AccessToken& response) const;
  // As Tokens::Revoke.
  absl::Status RevokeAccessToken(const v1::RevokeAccessTokenRequest& request,
                                 v1::AccessToken& response);

 private:
  Tokens& tokens_;
  const Clock& clock_;
};

}  // namespace urna::services
