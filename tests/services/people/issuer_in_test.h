// An issuer without a network, which lies as a test wants it to.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "services/manual_clock.h"
#include "services/people/fetcher.h"
#include "services/people/openid/authorization.h"
#include "services/people/provider.h"
#include "services/people/signed_tokens.h"

namespace urna::services {

class IssuerInTest final : public Fetcher {
 public:
  explicit IssuerInTest(const Clock& clock, openid::Algorithm algorithm = openid::Algorithm::kEs256)
      : clock_(clock), key_(std::make_unique<SigningKey>(algorithm, "key 1")) {}

  static constexpr std::string_view kIssuer = "https://issuer.example";
  static ProviderConfig Config() {
    return {.name = "citizens",
            .title = "Issuer",
            .issuer = std::string(kIssuer),
            .client_id = "urna",
            .client_secret = "a secret",
            .algorithm = openid::Algorithm::kEs256,
            .userinfo_algorithm = openid::Algorithm::kEs256,
            .userinfo = UserInfo::kJwt,
            .scopes = {"openid"}};
  }

  nlohmann::json IdToken() const {
    const std::int64_t now = absl::ToUnixSeconds(clock_.Now());
    return {{"iss", kIssuer}, {"aud", "urna"}, {"sub", "person 1"},
            {"nonce", nonce}, {"iat", now},    {"exp", now + 60}};
  }
  nlohmann::json User() const {
    return {{"iss", kIssuer}, {"aud", "urna"}, {"sub", "person 1"}, {"given_name", "Ada"}};
  }
  std::string Sign(const nlohmann::json& claims) const {
    return key_->Sign(claims, {{"kid", kid}});
  }
  const SigningKey& key() const { return *key_; }
  // From then on it signs with another key.
  void Rotate(const std::string& new_kid) {
    key_ = std::make_unique<SigningKey>(key_->algorithm(), new_kid);
    kid = new_kid;
  }

  absl::StatusOr<FetchReply> Fetch(const FetchRequest& request) const override {
    ++asked[request.url];
    if (down.contains(request.url)) return absl::UnavailableError("nobody answers");
    if (request.url == kMetadata) return Json(MetadataText());
    if (request.url == kKeys) return Json(jwks ? jwks() : JwksOf({key_.get()}));
    if (request.url == kToken) {
      sent = request;
      return token ? token(request) : Json(TokenText(id_token ? id_token() : Sign(IdToken())));
    }
    if (request.url == kUser) {
      if (user) return user();
      return FetchReply{200, "application/jwt;charset=UTF-8", Sign(User())};
    }
    return FetchReply{404, "text/plain", ""};
  }
  static FetchReply Json(std::string body) { return {200, "application/json", std::move(body)}; }
  static std::string TokenText(const std::string& id_token) {
    return nlohmann::json{
        {"access_token", "access"}, {"token_type", "Bearer"}, {"id_token", id_token}}
        .dump();
  }
  std::string MetadataText() const {
    nlohmann::json all = {
        {"issuer", kIssuer},          {"authorization_endpoint", "https://issuer.example/a"},
        {"token_endpoint", kToken},   {"jwks_uri", kKeys},
        {"userinfo_endpoint", kUser}, {"end_session_endpoint", "https://issuer.example/end"}};
    all.update(more_metadata);
    return all.dump();
  }

  static constexpr const char* kMetadata =
      "https://issuer.example/.well-known/openid-configuration";
  static constexpr const char* kToken = "https://issuer.example/t";
  static constexpr const char* kKeys = "https://issuer.example/k";
  static constexpr const char* kUser = "https://issuer.example/u";

  std::string nonce;
  std::string kid = "key 1";
  nlohmann::json more_metadata = nlohmann::json::object();
  // What it gives instead.
  std::function<std::string()> id_token;
  std::function<std::string()> jwks;
  std::function<absl::StatusOr<FetchReply>()> user;
  std::function<absl::StatusOr<FetchReply>(const FetchRequest&)> token;
  std::set<std::string> down;
  mutable std::map<std::string, int> asked;
  // What was sent for a token.
  mutable FetchRequest sent;

 private:
  const Clock& clock_;
  std::unique_ptr<SigningKey> key_;
};

}  // namespace urna::services
