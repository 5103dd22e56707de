// Tokens of an issuer, and of everybody who would like to be one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "crypto/self_test.h"
#include "services/base/errors.h"
#include "services/people/openid/authorization.h"
#include "services/people/openid/claims.h"
#include "services/people/openid/metadata.h"
#include "services/people/openid/signed_token.h"
#include "services/people/signed_tokens.h"

namespace urna::services::openid {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'900'000'000);
const Relation kUs = {.issuer = "https://issuer.example", .client_id = "urna"};
constexpr std::string_view kNonce = "the nonce of this log-in";

json Good() {
  return {{"iss", kUs.issuer}, {"aud", kUs.client_id},     {"sub", "person 1"},
          {"nonce", kNonce},   {"iat", 1'900'000'000 - 2}, {"exp", 1'900'000'000 + 60}};
}

class EachAlgorithm : public testing::TestWithParam<Algorithm> {
 protected:
  absl::StatusOr<Json> Verify(const std::string& token, const KeySet& keys) {
    const absl::StatusOr<std::string> kid = KeyIdOf(token, GetParam());
    if (!kid.ok()) return kid.status();
    const PublicKey* key = keys.Find(*kid, GetParam());
    if (key == nullptr) return Refused("there is no such key");
    return VerifySignature(token, *key);
  }
  const SigningKey key_{GetParam(), "key 1"};
  const KeySet keys_ = *KeySet::Parse(JwksOf({&key_}));
};

TEST_P(EachAlgorithm, VerifiesWhatTheIssuerSigned) {
  const auto claims = Verify(key_.Sign(Good(), {{"kid", "key 1"}}), keys_);
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(*claims, Good());
  // Where the token names no key, it is the only one.
  EXPECT_TRUE(Verify(key_.Sign(Good()), keys_).ok());
  EXPECT_TRUE(Verify(key_.Sign(Good(), {{"typ", "JWT"}}), keys_).ok());
}

TEST_P(EachAlgorithm, RefusesEveryOtherToken) {
  const SigningKey other(GetParam(), "key 1");
  const std::string good = key_.Sign(Good(), {{"kid", "key 1"}});
  const std::size_t first = good.find('.');
  const std::size_t second = good.find('.', first + 1);
  const std::string header = good.substr(0, first);
  const std::string signature = good.substr(second + 1);
  json theirs = Good();
  theirs["sub"] = "person 2";
  const std::string shown = key_.jwk().dump();
  const std::vector<std::string> lies = {
      other.Sign(Good(), {{"kid", "key 1"}}),
      key_.Sign(Good(), {{"kid", "key 2"}}),
      Unsigned(Good()),
      Unsigned(Good()) + signature,
      WithSharedSecret(Good(), shown, "key 1"),
      header + "." + Base64Url(theirs.dump()) + "." + signature,
      header + "." + good.substr(first + 1, second - first - 1) + ".",
      header + "." + good.substr(first + 1, second - first - 1),
      good + ".x",
      "." + good,
      "",
      "a.b.c",
      // What a key of its own would be taken from, and what inflates.
      Base64Url(R"({"alg":")" + std::string(NameOf(GetParam())) + R"(","zip":"DEF"})") +
          good.substr(first),
      Base64Url(R"({"alg":")" + std::string(NameOf(GetParam())) + R"(","crit":["exp"],"exp":1})") +
          good.substr(first),
      key_.Sign(Good(), {{"kid", "key 1"}, {"typ", "at+jwt"}}),
      key_.Sign(Good(), {{"kid", "key 1"}, {"typ", "logout+jwt"}}),
      std::string(kLongestToken, 'a') + good,
  };
  for (const std::string& lie : lies) {
    EXPECT_EQ(ErrorReason(Verify(lie, keys_).status()), "IDENTITY_REFUSED") << lie.substr(0, 200);
  }
}

TEST_P(EachAlgorithm, TakesNoKeyFromTheTokenItself) {
  const SigningKey other(GetParam(), "other");
  jws_t* jws = nullptr;
  r_jws_init(&jws);
  r_jws_free(jws);
  json header = {{"alg", NameOf(GetParam())}, {"jwk", other.jwk()}};
  const std::string signed_by_other = other.Sign(Good(), {});
  const std::string lie =
      Base64Url(header.dump()) + signed_by_other.substr(signed_by_other.find('.'));
  EXPECT_EQ(ErrorReason(Verify(lie, keys_).status()), "IDENTITY_REFUSED");
}

TEST_P(EachAlgorithm, FindsNoKeyWhereThereIsNoneOrMoreThanOne) {
  const SigningKey second(GetParam(), "key 2");
  const KeySet both = *KeySet::Parse(JwksOf({&key_, &second}));
  EXPECT_TRUE(Verify(key_.Sign(Good(), {{"kid", "key 1"}}), both).ok());
  EXPECT_TRUE(Verify(second.Sign(Good(), {{"kid", "key 2"}}), both).ok());
  EXPECT_FALSE(Verify(second.Sign(Good(), {{"kid", "key 1"}}), both).ok());
  EXPECT_FALSE(Verify(key_.Sign(Good()), both).ok());
  EXPECT_FALSE(Verify(key_.Sign(Good()), KeySet()).ok());
}

// The last bits of a text in base64url are no part of its bytes.
RC_GTEST_PROP(SignedToken, HoldsForNoOtherByte, ()) {
  static const SigningKey& key = *new SigningKey(Algorithm::kEdDsa, "key 1");
  static const std::string& good = *new std::string(key.Sign(Good(), {{"kid", "key 1"}}));
  static const KeySet& keys = *new KeySet(*KeySet::Parse(JwksOf({&key})));
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, good.size() - 1);
  std::string changed = good;
  changed[at] = *rc::gen::element('A', 'b', '7', '-', '_', '.');
  RC_PRE(changed != good);
  // A character before a dot may hold bits that count for nothing.
  RC_PRE(at + 1 < good.size() && good[at + 1] != '.');
  const auto kid = KeyIdOf(changed, Algorithm::kEdDsa);
  if (!kid.ok()) return;
  const PublicKey* const found = keys.Find(*kid, Algorithm::kEdDsa);
  if (found != nullptr) RC_ASSERT(!VerifySignature(changed, *found).ok());
}

INSTANTIATE_TEST_SUITE_P(SignedToken, EachAlgorithm,
                         testing::Values(Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

TEST(SignedToken, IsOfTheAlgorithmThatIsConfigured) {
  const SigningKey rsa(Algorithm::kRs256, "rsa");
  const SigningKey ec(Algorithm::kEs256, "ec");
  const KeySet keys = *KeySet::Parse(JwksOf({&rsa, &ec}));
  EXPECT_FALSE(KeyIdOf(ec.Sign(Good(), {{"kid", "ec"}}), Algorithm::kRs256).ok());
  EXPECT_EQ(keys.Find("ec", Algorithm::kRs256), nullptr);
  EXPECT_EQ(keys.Find("", Algorithm::kEdDsa), nullptr);
  EXPECT_NE(keys.Find("", Algorithm::kEs256), nullptr);
}

TEST(KeySet, PassesOverWhatDoesNotSign) {
  const SigningKey key(Algorithm::kRs256, "k");
  const auto found = [&](const json& jwk) {
    const auto keys = KeySet::Parse(json{{"keys", {jwk}}}.dump());
    return keys.ok() && keys->Find("k", Algorithm::kRs256) != nullptr;
  };
  const json good = key.jwk();
  EXPECT_TRUE(found(good));
  json encrypts = good;
  encrypts["use"] = "enc";
  json other = good;
  other["alg"] = "RS512";
  json small = good;
  small["n"] = good["n"].get<std::string>().substr(0, 171);
  for (const json& none : {encrypts, other, small, json("text"), json::object()}) {
    EXPECT_FALSE(found(none)) << none;
  }
  for (const char* none : {"", "[]", "{}", R"({"keys":{}})", "nothing"}) {
    EXPECT_FALSE(KeySet::Parse(none).ok()) << none;
  }
  json many = {{"keys", json::array()}};
  for (std::size_t i = 0; i <= KeySet::kMostKeys; ++i) many["keys"].push_back(good);
  EXPECT_FALSE(KeySet::Parse(many.dump()).ok());
}

TEST(IdToken, IsForUsNowAndForThisLogIn) {
  EXPECT_TRUE(CheckIdToken(Good(), kUs, kNonce, kNow).ok());
  json several = Good();
  several["aud"] = {"urna", "another"};
  several["azp"] = "urna";
  EXPECT_TRUE(CheckIdToken(several, kUs, kNonce, kNow).ok());
  json alone = Good();
  alone["aud"] = {"urna"};
  EXPECT_TRUE(CheckIdToken(alone, kUs, kNonce, kNow).ok());
}

// One thing is wrong with each.
TEST(IdToken, IsRefusedForEachThingThatIsWrong) {
  const std::int64_t now = absl::ToUnixSeconds(kNow);
  const std::vector<std::pair<const char*, std::function<void(json&)>>> lies = {
      {"another issuer", [](json& t) { t["iss"] = "https://issuer.example/"; }},
      {"another issuer", [](json& t) { t.erase("iss"); }},
      {"somebody else", [](json& t) { t["aud"] = "another"; }},
      {"somebody else", [](json& t) { t["aud"] = {"another", "urna2"}; }},
      {"somebody else", [](json& t) { t.erase("aud"); }},
      {"somebody else", [](json& t) { t["aud"] = json::array({json::array({"urna"})}); }},
      {"for whom it was made", [](json& t) { t["aud"] = {"urna", "another"}; }},
      {"made for somebody else", [](json& t) { t["azp"] = "another"; }},
      {"made for somebody else", [](json& t) { t["azp"] = 1; }},
      {"expired", [&](json& t) { t["exp"] = now - 60; }},
      {"expired", [](json& t) { t.erase("exp"); }},
      {"expired", [](json& t) { t["exp"] = "2000000000"; }},
      {"expired", [](json& t) { t["exp"] = 1e300; }},
      {"expired", [](json& t) { t["exp"] = -1; }},
      {"future", [&](json& t) { t["iat"] = now + 61; }},
      {"future", [](json& t) { t.erase("iat"); }},
      {"too old", [&](json& t) { t["iat"] = now - 661; }},
      {"not valid yet", [&](json& t) { t["nbf"] = now + 61; }},
      {"not valid yet", [](json& t) { t["nbf"] = "now"; }},
      {"another log-in", [](json& t) { t["nonce"] = "another"; }},
      {"another log-in", [](json& t) { t.erase("nonce"); }},
      {"names nobody", [](json& t) { t.erase("sub"); }},
      {"names nobody", [](json& t) { t["sub"] = ""; }},
      {"names nobody", [](json& t) { t["sub"] = 7; }},
      {"names nobody", [](json& t) { t["sub"] = std::string(256, 's'); }},
  };
  for (const auto& [why, lie] : lies) {
    json token = Good();
    lie(token);
    const absl::Status refused = CheckIdToken(token, kUs, kNonce, kNow);
    EXPECT_EQ(ErrorReason(refused), "IDENTITY_REFUSED") << token;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(why)) << token;
  }
}

TEST(IdToken, ClocksMayBeAMinuteApart) {
  json token = Good();
  token["exp"] = absl::ToUnixSeconds(kNow) - 59;
  EXPECT_TRUE(CheckIdToken(token, kUs, kNonce, kNow).ok());
  token = Good();
  token["iat"] = absl::ToUnixSeconds(kNow) + 60;
  EXPECT_TRUE(CheckIdToken(token, kUs, kNonce, kNow).ok());
}

TEST(IdToken, NamesALevelOfAssuranceThatWasAskedFor) {
  Relation us = kUs;
  us.acr_values = {"eidas2", "eidas3"};
  json token = Good();
  EXPECT_FALSE(CheckIdToken(token, us, kNonce, kNow).ok());
  token["acr"] = "eidas1";
  EXPECT_FALSE(CheckIdToken(token, us, kNonce, kNow).ok());
  token["acr"] = "eidas2";
  EXPECT_TRUE(CheckIdToken(token, us, kNonce, kNow).ok());
}

TEST(UserInfo, IsAboutTheSamePerson) {
  EXPECT_TRUE(CheckUserInfo({{"sub", "a"}}, "a").ok());
  for (const json& other : {json{{"sub", "b"}}, json::object(), json{{"sub", ""}}}) {
    EXPECT_FALSE(CheckUserInfo(other, "a").ok());
    EXPECT_FALSE(CheckUserInfo(other, "").ok());
  }
}

TEST(UserInfo, ThatIsSignedIsForUs) {
  const json good = {{"iss", kUs.issuer}, {"aud", kUs.client_id}, {"sub", "a"}};
  EXPECT_TRUE(CheckSignedUserInfo(good, kUs, kNow).ok());
  json expired = good;
  expired["exp"] = absl::ToUnixSeconds(kNow) - 60;
  json other = good;
  other["iss"] = "https://other.example";
  json theirs = good;
  theirs["aud"] = "other";
  for (const json& lie : {expired, other, theirs, json{{"sub", "a"}}}) {
    EXPECT_FALSE(CheckSignedUserInfo(lie, kUs, kNow).ok()) << lie;
  }
}

TEST(Metadata, AreOfTheIssuerAndEncrypted) {
  const json good = {{"issuer", kUs.issuer},
                     {"authorization_endpoint", "https://issuer.example/a"},
                     {"token_endpoint", "https://issuer.example/t"},
                     {"jwks_uri", "https://keys.example/k"}};
  EXPECT_TRUE(ParseMetadata(good.dump(), kUs.issuer).ok());
  const auto refused = [&](const char* name, const json& value) {
    json bad = good;
    bad[name] = value;
    return !ParseMetadata(bad.dump(), kUs.issuer).ok();
  };
  EXPECT_TRUE(refused("issuer", "https://issuer.example/"));
  EXPECT_TRUE(refused("token_endpoint", "http://issuer.example/t"));
  EXPECT_TRUE(refused("token_endpoint", "http://127.0.0.1/t"));
  EXPECT_TRUE(refused("jwks_uri", "file:///etc/passwd"));
  EXPECT_TRUE(refused("jwks_uri", nullptr));
  EXPECT_TRUE(refused("userinfo_endpoint", "https://issuer.example@evil.example/u"));
  EXPECT_TRUE(refused("authorization_endpoint", "https://issuer.example/a\r\nset-cookie: a"));
  EXPECT_FALSE(ParseMetadata("no", kUs.issuer).ok());
}

TEST(Metadata, OfThisMachineNeedNoEncryption) {
  EXPECT_TRUE(IsIssuer("http://127.0.0.1:4000"));
  EXPECT_TRUE(IsIssuer("http://localhost"));
  EXPECT_TRUE(IsIssuer("https://a.example/realms/x"));
  for (const char* none :
       {"http://127.0.0.1.evil.example", "http://localhost@evil.example", "http://a.example",
        "https://", "https://a b", "https://a/?x=1", "https://a/#x", "ftp://a", ""}) {
    EXPECT_FALSE(IsIssuer(none)) << none;
  }
}

TEST(Authorization, BindsToTheBrowserThatBegan) {
  const Binding one = BindingOf("secret 1");
  const Binding two = BindingOf("secret 2");
  for (const std::string& text : {one.state, one.nonce, one.verifier}) EXPECT_EQ(text.size(), 43u);
  EXPECT_NE(one.state, two.state);
  EXPECT_NE(one.state, one.nonce);
  EXPECT_NE(one.nonce, one.verifier);
}

// RFC 7636, appendix B.
TEST(Authorization, ChallengesAsPkceHasIt) {
  EXPECT_EQ(ChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Authorization, EscapesWhatItSends) {
  EXPECT_EQ(WithQuery("https://a/b", {{"x", "a b&c=é"}}), "https://a/b?x=a%20b%26c%3D%C3%A9");
  EXPECT_EQ(WithQuery("https://a/b?y=1", {{"x", "1"}}), "https://a/b?y=1&x=1");
}

}  // namespace
}  // namespace urna::services::openid
