// Issuers of tests: their keys, their JWKS, and tokens that they sign, or that somebody else does.
#pragma once

#include <rhonabwy.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "services/people/openid/key_set.h"

namespace urna::services {

inline std::string Base64Url(std::string_view bytes) {
  std::string out;
  absl::WebSafeBase64Escape(std::string(bytes), &out);
  while (out.ends_with('=')) out.pop_back();
  return out;
}

// A pair of keys, made anew.
class SigningKey {
 public:
  SigningKey(openid::Algorithm algorithm, std::string kid) : algorithm_(algorithm) {
    r_jwk_init(&secret_);
    r_jwk_init(&shown_);
    const bool is_rsa = algorithm == openid::Algorithm::kRs256;
    const int type = is_rsa                                   ? R_KEY_TYPE_RSA
                     : algorithm == openid::Algorithm::kEs256 ? R_KEY_TYPE_EC
                                                              : R_KEY_TYPE_EDDSA;
    r_jwk_generate_key_pair(secret_, shown_, type, is_rsa ? 2048 : 256, kid.c_str());
  }
  ~SigningKey() {
    r_jwk_free(secret_);
    r_jwk_free(shown_);
  }
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  nlohmann::json jwk() const {
    char* text = r_jwk_export_to_json_str(shown_, 0);
    nlohmann::json out = nlohmann::json::parse(text);
    r_free(text);
    return out;
  }
  openid::Algorithm algorithm() const { return algorithm_; }

  // A JWT with this header beside alg.
  std::string Sign(const nlohmann::json& claims, nlohmann::json header = {}) const {
    jws_t* jws = nullptr;
    r_jws_init(&jws);
    const std::string payload = claims.dump();
    r_jws_set_payload(jws, reinterpret_cast<const unsigned char*>(payload.data()), payload.size());
    for (const auto& [name, value] : header.items()) {
      r_jws_set_header_str_value(jws, name.c_str(), value.get<std::string>().c_str());
    }
    r_jws_set_alg(jws, r_str_to_jwa_alg(std::string(openid::NameOf(algorithm_)).c_str()));
    // The library names the key in the header by itself.
    jwk_t* nameless = r_jwk_copy(secret_);
    r_jwk_delete_property_str(nameless, "kid");
    char* token = r_jws_serialize(jws, nameless, 0);
    r_jwk_free(nameless);
    std::string out = token == nullptr ? "" : token;
    r_free(token);
    r_jws_free(jws);
    return out;
  }

 private:
  const openid::Algorithm algorithm_;
  jwk_t* secret_ = nullptr;
  jwk_t* shown_ = nullptr;
};

inline std::string JwksOf(const std::vector<const SigningKey*>& keys) {
  nlohmann::json out = {{"keys", nlohmann::json::array()}};
  for (const SigningKey* key : keys) out["keys"].push_back(key->jwk());
  return out.dump();
}

// What whoever has only the public key can make: "none", and HMAC with the public key as its secret.
inline std::string Unsigned(const nlohmann::json& claims) {
  return Base64Url(R"({"alg":"none","typ":"JWT"})") + "." + Base64Url(claims.dump()) + ".";
}
inline std::string WithSharedSecret(const nlohmann::json& claims, const std::string& secret,
                                    const std::string& kid) {
  jws_t* jws = nullptr;
  r_jws_init(&jws);
  const std::string payload = claims.dump();
  r_jws_set_payload(jws, reinterpret_cast<const unsigned char*>(payload.data()), payload.size());
  r_jws_set_alg(jws, R_JWA_ALG_HS256);
  r_jws_set_header_str_value(jws, "kid", kid.c_str());
  jwk_t* key = nullptr;
  r_jwk_init(&key);
  r_jwk_import_from_symmetric_key(key, reinterpret_cast<const unsigned char*>(secret.data()),
                                  secret.size());
  char* token = r_jws_serialize(jws, key, 0);
  std::string out = token == nullptr ? "" : token;
  r_free(token);
  r_jwk_free(key);
  r_jws_free(jws);
  return out;
}

}  // namespace urna::services
