#include "services/people/openid/signed_token.h"

#include <fmt/format.h>
#include <rhonabwy.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "services/base/errors.h"

namespace urna::services::openid {
namespace {

template <auto Free>
struct Freeing {
  void operator()(auto* object) const { Free(object); }
};
using Jws = std::unique_ptr<jws_t, Freeing<r_jws_free>>;
using Jwk = std::unique_ptr<jwk_t, Freeing<r_jwk_free>>;

bool IsBase64Url(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

// The header and where the payload begins and ends; nothing for what is no compact JWS.
std::optional<Json> HeaderOf(std::string_view token) {
  if (token.size() > kLongestToken) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || !IsBase64Url(token.substr(0, first)) ||
      !IsBase64Url(token.substr(first + 1, second - first - 1)) ||
      !IsBase64Url(token.substr(second + 1))) {
    return std::nullopt;
  }
  std::string header;
  if (!absl::WebSafeBase64Unescape(std::string(token.substr(0, first)), &header)) {
    return std::nullopt;
  }
  return ParseObject(header);
}

Jwk Import(const PublicKey& key) {
  jwk_t* made = nullptr;
  if (r_jwk_init(&made) != RHN_OK) return nullptr;
  Jwk jwk(made);
  if (r_jwk_import_from_json_str(made, key.jwk.c_str()) != RHN_OK) return nullptr;
  return jwk;
}

jwa_alg LibraryName(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kRs256:
      return R_JWA_ALG_RS256;
    case Algorithm::kEs256:
      return R_JWA_ALG_ES256;
    case Algorithm::kEdDsa:
      return R_JWA_ALG_EDDSA;
  }
  return R_JWA_ALG_UNKNOWN;
}

}  // namespace

absl::Status Refused(std::string_view why) {
  return Error(absl::StatusCode::kUnauthenticated, "IDENTITY_REFUSED",
               fmt::format("what the provider says cannot be believed: {}", why));
}

absl::StatusOr<std::string> KeyIdOf(std::string_view token, Algorithm algorithm) {
  const std::optional<Json> header = HeaderOf(token);
  if (!header) return Refused("it is no signed token");
  if (TextOf(*header, "alg") != NameOf(algorithm)) {
    return Refused(fmt::format("it is not signed with {}, as configured", NameOf(algorithm)));
  }
  if (header->contains("crit") || header->contains("zip") || header->contains("b64")) {
    return Refused("its header asks for what is not understood");
  }
  const std::string type = absl::AsciiStrToLower(TextOf(*header, "typ"));
  if (header->contains("typ") && type != "jwt" && type != "application/jwt") {
    return Refused("it is a token for something else");
  }
  return TextOf(*header, "kid");
}

absl::StatusOr<Json> VerifySignature(std::string_view token, const PublicKey& key) {
  if (absl::Status form = KeyIdOf(token, key.algorithm).status(); !form.ok()) return form;
  const Jwk jwk = Import(key);
  if (jwk == nullptr) return Refused("the issuer's key is none");
  jws_t* made = nullptr;
  if (r_jws_init(&made) != RHN_OK) return absl::ResourceExhaustedError("no memory for a token");
  const Jws jws(made);
  // No key is taken from the token, and none is fetched.
  if (r_jws_advanced_compact_parsen(made, token.data(), token.size(), R_PARSE_NONE, 0) != RHN_OK ||
      r_jws_get_alg(made) != LibraryName(key.algorithm)) {
    return Refused("it is no signed token");
  }
  if (r_jws_verify_signature(made, jwk.get(), 0) != RHN_OK) {
    return Refused("its signature is not the issuer's");
  }
  std::size_t size = 0;
  const unsigned char* payload = r_jws_get_payload(made, &size);
  if (payload == nullptr) return Refused("it says nothing");
  std::optional<Json> claims = ParseObject({reinterpret_cast<const char*>(payload), size});
  if (!claims) return Refused("its claims are none");
  return *std::move(claims);
}

}  // namespace urna::services::openid
