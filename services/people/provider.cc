#include "services/people/provider.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "services/base/errors.h"
#include "services/base/events.h"
#include "services/people/openid/signed_token.h"
#include "services/people/person_text.h"

namespace urna::services {
namespace {

using openid::Json;
using openid::TextOf;

absl::Status Unreachable() {
  return Error(absl::StatusCode::kUnavailable, "PROVIDER_UNREACHABLE",
               "the provider of identities gives no answer that can be used: try again later");
}

// Why is for the operator: whoever logs in can do nothing about it.
absl::Status TellUnreachable(const ProviderConfig& config, std::string_view what,
                             std::string_view why) {
  TellOperator(Severity::kWarning, "a provider of identities gives no usable answer",
               {{"provider", config.name}, {"asked_for", what}, {"why", why}});
  return Unreachable();
}

// The type without its parameters.
bool IsType(std::string_view content_type, std::string_view type) {
  const std::string_view plain = content_type.substr(0, content_type.find(';'));
  return absl::StripAsciiWhitespace(absl::AsciiStrToLower(std::string(plain))) ==
         absl::string_view(type.data(), type.size());
}

bool Holds(const ClaimRule& rule, const Json& claims) {
  return std::ranges::any_of(rule.any_of, [&](const std::string& text) {
    return openid::Holds(claims, rule.claim, text);
  });
}

}  // namespace

absl::StatusOr<std::string> Provider::FetchText(const std::string& url) const {
  absl::StatusOr<FetchReply> reply =
      fetcher_.Fetch({.url = url, .fields = {{"accept", "application/json"}}});
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) {
    return absl::UnavailableError(fmt::format("the HTTP status is {}", reply->status));
  }
  return std::move(reply->body);
}

absl::StatusOr<std::shared_ptr<const openid::Metadata>> Provider::GetMetadata() {
  const absl::Time now = clock_.Now();
  Kept<openid::Metadata> kept;
  {
    const MutexLock lock(mutex_);
    kept = metadata_;
  }
  if (kept.value != nullptr && now < kept.time + kFresh) return kept.value;
  const absl::StatusOr<std::string> text = FetchText(openid::MetadataUrl(config_.issuer));
  absl::StatusOr<openid::Metadata> read = text.ok()
                                              ? openid::ParseMetadata(*text, config_.issuer)
                                              : absl::StatusOr<openid::Metadata>(text.status());
  if (read.ok()) {
    auto value = std::make_shared<const openid::Metadata>(*std::move(read));
    const MutexLock lock(mutex_);
    metadata_ = {value, now};
    return value;
  }
  absl::Status told = TellUnreachable(config_, "metadata", std::string(read.status().message()));
  if (kept.value != nullptr && now < kept.time + kStale) return kept.value;
  return told;
}

absl::StatusOr<std::shared_ptr<const openid::KeySet>> Provider::GetKeys(const std::string& url,
                                                                        bool again) {
  const absl::Time now = clock_.Now();
  Kept<openid::KeySet> kept;
  {
    const MutexLock lock(mutex_);
    kept = keys_;
    const bool is_fresh = kept.value != nullptr && now < kept.time + kFresh;
    const bool was_just_asked = now < keys_asked_ + kKeysAgain;
    if (is_fresh && (!again || was_just_asked)) return kept.value;
    // Whoever keeps sending tokens of unknown keys has nobody asked more often.
    if (again && was_just_asked) return Unreachable();
    keys_asked_ = now;
  }
  const absl::StatusOr<std::string> text = FetchText(url);
  absl::StatusOr<openid::KeySet> read =
      text.ok() ? openid::KeySet::Parse(*text) : absl::StatusOr<openid::KeySet>(text.status());
  if (read.ok()) {
    auto value = std::make_shared<const openid::KeySet>(*std::move(read));
    const MutexLock lock(mutex_);
    keys_ = {value, now};
    return value;
  }
  absl::Status told = TellUnreachable(config_, "keys", std::string(read.status().message()));
  if (!again && kept.value != nullptr && now < kept.time + kStale) return kept.value;
  return told;
}

absl::StatusOr<Json> Provider::Verify(std::string_view token, openid::Algorithm algorithm,
                                      const std::string& jwks_uri) {
  const absl::StatusOr<std::string> kid = openid::KeyIdOf(token, algorithm);
  if (!kid.ok()) return kid.status();
  for (const bool again : {false, true}) {
    const auto keys = GetKeys(jwks_uri, again);
    if (!keys.ok()) return keys.status();
    if (const openid::PublicKey* key = (*keys)->Find(*kid, algorithm)) {
      return openid::VerifySignature(token, *key);
    }
  }
  return openid::Refused("it is signed with a key that is not the issuer's");
}

absl::StatusOr<std::string> Provider::AuthorizationUrl(const openid::Binding& binding,
                                                       std::string_view redirect_uri) {
  const auto metadata = GetMetadata();
  if (!metadata.ok()) return metadata.status();
  openid::Parameters asked = {{"response_type", "code"},
                              {"client_id", config_.client_id},
                              {"redirect_uri", std::string(redirect_uri)},
                              {"scope", fmt::format("{}", fmt::join(config_.scopes, " "))},
                              {"state", binding.state},
                              {"nonce", binding.nonce},
                              {"code_challenge", openid::ChallengeOf(binding.verifier)},
                              {"code_challenge_method", "S256"}};
  if (!config_.acr_values.empty()) {
    asked.emplace_back("acr_values", fmt::format("{}", fmt::join(config_.acr_values, " ")));
  }
  return openid::WithQuery((*metadata)->authorization_endpoint, asked);
}

absl::StatusOr<Json> Provider::AskForToken(const openid::Metadata& metadata, std::string_view code,
                                           const openid::Binding& binding,
                                           std::string_view redirect_uri) const {
  openid::Parameters form = {{"grant_type", "authorization_code"},
                             {"code", std::string(code)},
                             {"redirect_uri", std::string(redirect_uri)},
                             {"code_verifier", binding.verifier}};
  FetchRequest request{
      .url = metadata.token_endpoint, .fields = {{"accept", "application/json"}}, .posts = true};
  if (config_.client_authentication == ClientAuthentication::kBasic) {
    // Both parts are escaped before they are joined (RFC 6749, 2.3.1).
    const auto escaped = [](const std::string& text) {
      return openid::EncodeForm({{"", text}}).substr(1);
    };
    request.fields.emplace_back(
        "authorization",
        fmt::format("Basic {}", absl::Base64Escape(fmt::format("{}:{}", escaped(config_.client_id),
                                                               escaped(config_.client_secret)))));
  } else {
    form.emplace_back("client_id", config_.client_id);
    if (config_.client_authentication == ClientAuthentication::kPost) {
      form.emplace_back("client_secret", config_.client_secret);
    }
  }
  request.form = openid::EncodeForm(form);
  const absl::StatusOr<FetchReply> reply = fetcher_.Fetch(request);
  if (!reply.ok()) {
    return TellUnreachable(config_, "token", std::string(reply.status().message()));
  }
  std::optional<Json> answer = openid::ParseObject(reply->body);
  if (reply->status >= 500 || !answer) {
    return TellUnreachable(config_, "token", fmt::format("the HTTP status is {}", reply->status));
  }
  if (reply->status != 200) {
    const std::string error = TextOf(*answer, "error");
    // A wrong secret is the operator's to mend; a code that is none, nobody's.
    if (error != "invalid_grant") {
      return TellUnreachable(
          config_, "token",
          error == "invalid_client" ? "it refuses client_id and secret" : "it refuses the request");
    }
    return Error(absl::StatusCode::kUnauthenticated, "SIGN_IN_REFUSED",
                 "the provider does not take this code, or not any more: log in again");
  }
  if (absl::AsciiStrToLower(TextOf(*answer, "token_type")) != "bearer" ||
      TextOf(*answer, "id_token").empty()) {
    return openid::Refused("it says nobody's identity");
  }
  return *std::move(answer);
}

absl::StatusOr<Json> Provider::AskForUser(const openid::Metadata& metadata, const Json& id_claims,
                                          const std::string& access_token) {
  if (config_.userinfo == UserInfo::kNone) return id_claims;
  const bool is_plain =
      std::ranges::all_of(access_token, [](unsigned char c) { return c > ' ' && c < 0x7f; });
  if (metadata.userinfo_endpoint.empty() || access_token.empty() || !is_plain) {
    return openid::Refused("there is no way to UserInfo");
  }
  const absl::StatusOr<FetchReply> reply = fetcher_.Fetch(
      {.url = metadata.userinfo_endpoint,
       .fields = {
           {"accept", config_.userinfo == UserInfo::kJwt ? "application/jwt" : "application/json"},
           {"authorization", fmt::format("Bearer {}", access_token)}}});
  if (!reply.ok()) {
    return TellUnreachable(config_, "UserInfo", std::string(reply.status().message()));
  }
  if (reply->status != 200) {
    return TellUnreachable(config_, "UserInfo",
                           fmt::format("the HTTP status is {}", reply->status));
  }
  Json user;
  if (config_.userinfo == UserInfo::kJwt) {
    if (!IsType(reply->content_type, "application/jwt")) {
      return openid::Refused("UserInfo is not signed");
    }
    const absl::string_view token = absl::StripAsciiWhitespace(reply->body);
    absl::StatusOr<Json> claims =
        Verify({token.data(), token.size()}, config_.userinfo_algorithm, metadata.jwks_uri);
    if (!claims.ok()) return claims.status();
    absl::Status source =
        openid::CheckSignedUserInfo(*claims, {config_.issuer, config_.client_id}, clock_.Now());
    if (!source.ok()) return source;
    user = *std::move(claims);
  } else {
    std::optional<Json> claims = openid::ParseObject(reply->body);
    if (!claims || !IsType(reply->content_type, "application/json")) {
      return openid::Refused("UserInfo is none");
    }
    user = *std::move(claims);
  }
  absl::Status about = openid::CheckUserInfo(user, TextOf(id_claims, "sub"));
  if (!about.ok()) return about;
  Json all = id_claims;
  all.update(user);
  return all;
}

absl::StatusOr<Identity> Provider::IdentityOf(const Json& claims) const {
  for (const ClaimRule& rule : config_.require) {
    if (Holds(rule, claims)) continue;
    return Error(
        absl::StatusCode::kPermissionDenied, "NOT_ENTITLED",
        fmt::format("who you are is known, but this server lets in others: the claim {} is "
                    "not one that it takes",
                    rule.claim));
  }
  Identity identity{.issuer = config_.issuer,
                    .subject = TextOf(claims, "sub"),
                    .provider = config_.name,
                    .audience = config_.audience};
  std::vector<std::string> names;
  for (const std::string& claim : config_.display_name) {
    if (std::string name = PersonName(TextOf(claims, claim)); !name.empty()) {
      names.push_back(std::move(name));
    }
  }
  identity.display_name = PersonName(fmt::format("{}", fmt::join(names, " ")));
  const auto verified = claims.find("email_verified");
  const bool is_told = verified != claims.end();
  const bool is_proven = is_told && (*verified == Json(true) || *verified == Json("true"));
  const bool is_doubtful = is_told && !is_proven;
  if (!config_.mail.empty() && !is_doubtful) {
    identity.mail = MailAddress(TextOf(claims, config_.mail)).value_or("");
    identity.mail_is_proven = is_proven && config_.mail == "email";
  }
  for (const GrantRule& one : config_.grants) {
    if (!Holds(one.rule, claims)) continue;
    for (const Grant& grant : one.grants) {
      const bool is_new = std::ranges::find(identity.grants, grant) == identity.grants.end();
      if (is_new) identity.grants.push_back(grant);
    }
  }
  return identity;
}

absl::StatusOr<Redeemed> Provider::Redeem(std::string_view code, std::string_view named_issuer,
                                          const openid::Binding& binding,
                                          std::string_view redirect_uri) {
  const auto metadata = GetMetadata();
  if (!metadata.ok()) return metadata.status();
  // Whoever mixes up two issuers would have one's code sent to the other (RFC 9207).
  const bool is_named = !named_issuer.empty() || (*metadata)->names_itself;
  if (is_named && named_issuer != config_.issuer) {
    return openid::Refused("the answer is of another issuer");
  }
  const absl::StatusOr<Json> answer = AskForToken(**metadata, code, binding, redirect_uri);
  if (!answer.ok()) return answer.status();
  const std::string id_token = TextOf(*answer, "id_token");
  const absl::StatusOr<Json> id_claims = Verify(id_token, config_.algorithm, (*metadata)->jwks_uri);
  if (!id_claims.ok()) return id_claims.status();
  absl::Status checked =
      openid::CheckIdToken(*id_claims, {config_.issuer, config_.client_id, config_.acr_values},
                           binding.nonce, clock_.Now());
  if (!checked.ok()) return checked;
  const absl::StatusOr<Json> claims =
      AskForUser(**metadata, *id_claims, TextOf(*answer, "access_token"));
  if (!claims.ok()) return claims.status();
  absl::StatusOr<Identity> identity = IdentityOf(*claims);
  if (!identity.ok()) return identity.status();
  return Redeemed{*std::move(identity), (*metadata)->end_session_endpoint.empty() ? "" : id_token};
}

std::string Provider::EndSessionUrl(std::string_view id_token, std::string_view return_url) {
  if (id_token.empty()) return "";
  const auto metadata = GetMetadata();
  if (!metadata.ok() || (*metadata)->end_session_endpoint.empty()) return "";
  return openid::WithQuery((*metadata)->end_session_endpoint,
                           {{"id_token_hint", std::string(id_token)},
                            {"post_logout_redirect_uri", std::string(return_url)},
                            {"state", openid::BindingOf(id_token).state}});
}

}  // namespace urna::services
