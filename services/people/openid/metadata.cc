#include "services/people/openid/metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "services/people/openid/json.h"

namespace urna::services::openid {
namespace {

constexpr std::string_view kSafe = "https://";
constexpr std::string_view kLocal[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};

bool IsLocal(std::string_view url) {
  return std::ranges::any_of(kLocal, [url](std::string_view begin) {
    if (!url.starts_with(begin)) return false;
    const std::string_view rest = url.substr(begin.size());
    return rest.empty() || rest.front() == ':' || rest.front() == '/';
  });
}

bool IsPlain(std::string_view url) {
  return std::ranges::all_of(url, [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

// No user name before the host: programs read those in two ways.
bool HasHost(std::string_view url) {
  const std::string_view rest = url.substr(kSafe.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  return !authority.empty() && authority.find_first_of("@\\") == authority.npos;
}

}  // namespace

std::string MetadataUrl(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return fmt::format("{}/.well-known/openid-configuration", issuer);
}

bool IsSafeUrl(std::string_view url, std::string_view issuer) {
  if (!IsPlain(url)) return false;
  if (url.starts_with(kSafe)) return HasHost(url);
  return IsLocal(url) && IsLocal(issuer) && url.find('@') == url.npos;
}

bool IsIssuer(std::string_view url) {
  return IsSafeUrl(url, url) && url.find_first_of("#?") == url.npos;
}

absl::StatusOr<Metadata> ParseMetadata(std::string_view json, std::string_view issuer) {
  const std::optional<Json> found = ParseObject(json);
  if (!found) return absl::InvalidArgumentError("what the issuer says of itself is no JSON");
  if (TextOf(*found, "issuer") != issuer) {
    return absl::InvalidArgumentError("there is another issuer than the configuration has");
  }
  Metadata out{.authorization_endpoint = TextOf(*found, "authorization_endpoint"),
               .token_endpoint = TextOf(*found, "token_endpoint"),
               .jwks_uri = TextOf(*found, "jwks_uri"),
               .userinfo_endpoint = TextOf(*found, "userinfo_endpoint"),
               .end_session_endpoint = TextOf(*found, "end_session_endpoint")};
  const auto names = found->find("authorization_response_iss_parameter_supported");
  out.names_itself = names != found->end() && names->is_boolean() && names->get<bool>();
  for (const std::string& needed : {out.authorization_endpoint, out.token_endpoint, out.jwks_uri}) {
    if (!IsSafeUrl(needed, issuer)) {
      return absl::InvalidArgumentError(
          "an address that the issuer names is missing, or is not of https");
    }
  }
  for (const std::string& other : {out.userinfo_endpoint, out.end_session_endpoint}) {
    if (!other.empty() && !IsSafeUrl(other, issuer)) {
      return absl::InvalidArgumentError("an address that the issuer names is not of https");
    }
  }
  return out;
}

}  // namespace urna::services::openid
