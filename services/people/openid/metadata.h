// Where the doors of an issuer are (OpenID Connect Discovery 1.0).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::services::openid {

struct Metadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  // Empty where there is none.
  std::string userinfo_endpoint;
  std::string end_session_endpoint;
  // Whether it says in each answer who it is (RFC 9207).
  bool names_itself = false;
};

// Where it says so.
std::string MetadataUrl(std::string_view issuer);

// INVALID_ARGUMENT for what is none, is of another issuer, or leads to where nothing is encrypted.
absl::StatusOr<Metadata> ParseMetadata(std::string_view json, std::string_view issuer);

// Whether what is sent there is encrypted, or does not leave this machine where `issuer` is on it too.
bool IsSafeUrl(std::string_view url, std::string_view issuer);
// Whether it is a URL of https with a host, or of http on this machine, without a fragment or white space.
bool IsIssuer(std::string_view url);

}  // namespace urna::services::openid
