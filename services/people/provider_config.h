// What the operator says of a provider of identities: one [[login]] of the configuration.
#pragma once

#include <string>
#include <vector>

#include "services/identity/principal.h"
#include "services/people/openid/key_set.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// Holds for whoever has one of these texts in this claim, which is text, or a list of texts.
struct ClaimRule {
  std::string claim;
  std::vector<std::string> any_of;
};

// Whoever it holds for has these grants.
struct GrantRule {
  ClaimRule rule;
  std::vector<Grant> grants;
};

// Where the identity is told beside the ID token.
enum class UserInfo { kNone, kJson, kJwt };

// How the server shows the provider who it is.
enum class ClientAuthentication { kPost, kBasic, kNone };

struct ProviderConfig {
  // In addresses: small letters, digits and hyphens.
  std::string name;
  // As people know it.
  std::string title;
  v1::LoginAudience audience = v1::LOGIN_AUDIENCE_CITIZENS;
  std::string issuer;
  std::string client_id;
  // SECRET. Empty where there is none.
  std::string client_secret;
  ClientAuthentication client_authentication = ClientAuthentication::kPost;
  // Of ID tokens, and of UserInfo where that is a JWT.
  openid::Algorithm algorithm = openid::Algorithm::kRs256;
  openid::Algorithm userinfo_algorithm = openid::Algorithm::kRs256;
  UserInfo userinfo = UserInfo::kNone;
  // "openid" among them.
  std::vector<std::string> scopes;
  std::vector<std::string> acr_values;
  // Claims that make the name, joined by spaces; none where it is not kept.
  std::vector<std::string> display_name;
  // The claim with the address; empty where it is not kept.
  std::string mail;
  // All of them must hold, or nobody is let in.
  std::vector<ClaimRule> require;
  // Of the staff alone.
  std::vector<GrantRule> grants;
};

}  // namespace urna::services
