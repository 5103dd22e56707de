#include "services/identity/token_administration.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/base/errors.h"
#include "services/base/pages.h"
#include "services/base/times.h"
#include "services/identity/grant_reading.h"

namespace urna::services {
namespace {

constexpr std::string_view kCollection = "accessTokens/";
constexpr std::size_t kMaxDisplayName = 200;

void Show(const TokenDescription& token, v1::AccessToken& out) {
  out.set_name(std::string(kCollection) + token.id);
  out.set_display_name(token.display_name);
  for (const Grant& grant : token.grants) {
    v1::Grant& shown = *out.add_grants();
    shown.set_role(static_cast<v1::StaffRole>(grant.role));
    shown.set_process(grant.process);
  }
  *out.mutable_create_time() = ToProto(token.create_time);
  if (token.expire_time) *out.mutable_expire_time() = ToProto(*token.expire_time);
  if (token.last_use_time) *out.mutable_last_use_time() = ToProto(*token.last_use_time);
  if (token.revoke_time) *out.mutable_revoke_time() = ToProto(*token.revoke_time);
}

}  // namespace

absl::Status TokenAdministration::CreateAccessToken(const v1::CreateAccessTokenRequest& request,
                                                    v1::CreateAccessTokenResponse& response) {
  const v1::AccessToken& asked = request.access_token();
  FieldViolations violations;
  if (asked.display_name().empty() || asked.display_name().size() > kMaxDisplayName) {
    violations.Add("access_token.display_name",
                   fmt::format("expected 1 to {} bytes: whose token it is", kMaxDisplayName));
  }
  if (asked.grants().empty()) {
    violations.Add("access_token.grants", fmt::format("expected 1 to {}", kMaxGrants));
  }
  std::vector<Grant> grants = ReadGrants(asked.grants(), "access_token.grants", violations);
  std::optional<absl::Time> expire_time;
  if (asked.has_expire_time()) {
    expire_time = FromProto(asked.expire_time());
    if (*expire_time <= clock_.Now()) violations.Add("access_token.expire_time", "has passed");
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<NewToken> made =
      tokens_.Create(asked.display_name(), std::move(grants), expire_time);
  if (!made.ok()) return made.status();
  Show(made->description, *response.mutable_access_token());
  response.set_secret(std::move(made->secret));
  return absl::OkStatus();
}

absl::Status TokenAdministration::ListAccessTokens(const v1::ListAccessTokensRequest& request,
                                                   v1::ListAccessTokensResponse& response) const {
  absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  absl::StatusOr<std::string> after = ReadPageToken(kCollection, request.page_token());
  if (!after.ok()) return after.status();
  absl::StatusOr<std::vector<TokenDescription>> tokens = tokens_.List();
  if (!tokens.ok()) return tokens.status();
  auto next = std::find_if(tokens->begin(), tokens->end(),
                           [&](const TokenDescription& token) { return token.id > *after; });
  for (; next != tokens->end(); ++next) {
    if (static_cast<std::size_t>(response.access_tokens_size()) == *size) {
      response.set_next_page_token(MakePageToken(kCollection, (next - 1)->id));
      break;
    }
    Show(*next, *response.add_access_tokens());
  }
  return absl::OkStatus();
}

absl::Status TokenAdministration::GetOwnAccessToken(const Principal& principal,
                                                    v1::AccessToken& response) const {
  if (!principal.account().empty()) {
    return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
                 "the call came by no access token but by a log-in: ask GetOwnAccount");
  }
  absl::StatusOr<TokenDescription> own = tokens_.Find(principal.id());
  if (!own.ok()) return own.status();
  Show(*own, response);
  return absl::OkStatus();
}

absl::Status TokenAdministration::RevokeAccessToken(const v1::RevokeAccessTokenRequest& request,
                                                    v1::AccessToken& response) {
  if (!request.name().starts_with(kCollection)) {
    return FieldError("name", "expected accessTokens/{token}, as ListAccessTokens shows it");
  }
  absl::StatusOr<TokenDescription> revoked =
      tokens_.Revoke(std::string_view(request.name()).substr(kCollection.size()));
  if (!revoked.ok()) return revoked.status();
  Show(*revoked, response);
  return absl::OkStatus();
}

}  // namespace urna::services
