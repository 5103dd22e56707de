#include "services/people/openid/key_set.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "services/people/openid/json.h"

namespace urna::services::openid {
namespace {

// Base64url characters of a modulus of 2048 bits, without padding.
constexpr std::size_t kLeastModulus = 342;

// What makes a key of this type; nothing for one that none of the algorithms uses.
std::optional<PublicKey> ReadKey(const Json& jwk) {
  const std::string type = TextOf(jwk, "kty");
  const std::string curve = TextOf(jwk, "crv");
  PublicKey key{.kid = TextOf(jwk, "kid"), .algorithm = Algorithm::kRs256, .jwk = ""};
  Json made = {{"kty", type}};
  if (type == "RSA") {
    if (TextOf(jwk, "n").size() < kLeastModulus) return std::nullopt;
    made["n"] = TextOf(jwk, "n");
    made["e"] = TextOf(jwk, "e");
  } else if (type == "EC" && curve == "P-256") {
    key.algorithm = Algorithm::kEs256;
    made["crv"] = curve;
    made["x"] = TextOf(jwk, "x");
    made["y"] = TextOf(jwk, "y");
  } else if (type == "OKP" && curve == "Ed25519") {
    key.algorithm = Algorithm::kEdDsa;
    made["crv"] = curve;
    made["x"] = TextOf(jwk, "x");
  } else {
    return std::nullopt;
  }
  const std::string use = TextOf(jwk, "use");
  const std::string algorithm = TextOf(jwk, "alg");
  if (!use.empty() && use != "sig") return std::nullopt;
  if (!algorithm.empty() && algorithm != NameOf(key.algorithm)) return std::nullopt;
  key.jwk = made.dump();
  return key;
}

}  // namespace

absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name) {
  for (const Algorithm one : {Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    if (NameOf(one) == name) return one;
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" is no algorithm; expected RS256, ES256 or EdDSA", name));
}

std::string_view NameOf(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kRs256:
      return "RS256";
    case Algorithm::kEs256:
      return "ES256";
    case Algorithm::kEdDsa:
      return "EdDSA";
  }
  return "";
}

absl::StatusOr<KeySet> KeySet::Parse(std::string_view json) {
  const std::optional<Json> set = ParseObject(json);
  const auto keys = set ? set->find("keys") : Json::const_iterator();
  if (!set || keys == set->end() || !keys->is_array() || keys->size() > kMostKeys) {
    return absl::InvalidArgumentError("what the issuer gives as its keys is no JWKS");
  }
  KeySet out;
  for (const Json& jwk : *keys) {
    if (!jwk.is_object()) continue;
    if (std::optional<PublicKey> key = ReadKey(jwk)) out.keys_.push_back(*std::move(key));
  }
  return out;
}

const PublicKey* KeySet::Find(std::string_view kid, Algorithm algorithm) const {
  const PublicKey* found = nullptr;
  for (const PublicKey& key : keys_) {
    if (key.algorithm != algorithm || (!kid.empty() && key.kid != kid)) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

}  // namespace urna::services::openid
