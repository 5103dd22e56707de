// What a provider says, and what one says that lies.
#include "services/people/provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/self_test.h"
#include "services/base/errors.h"
#include "services/people/issuer_in_test.h"

namespace urna::services {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kBack = "https://urna.example/auth/callback";

class ProviderTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::RunSelfTest().ok()); }

  void Make(ProviderConfig config = IssuerInTest::Config()) {
    provider_ = std::make_unique<Provider>(std::move(config), issuer_, clock_);
  }
  absl::StatusOr<Redeemed> Redeem(std::string_view named_issuer = "") {
    if (provider_ == nullptr) Make();
    issuer_.nonce = binding_.nonce;
    return provider_->Redeem("the code", named_issuer, binding_, kBack);
  }
  std::string Reason(std::string_view named_issuer = "") {
    return ErrorReason(Redeem(named_issuer).status());
  }

  ManualClock clock_;
  IssuerInTest issuer_{clock_};
  std::unique_ptr<Provider> provider_;
  openid::Binding binding_ = openid::BindingOf("secret");
};

TEST_F(ProviderTest, SendsTheBrowserWithStateNonceAndChallenge) {
  Make();
  const auto url = provider_->AuthorizationUrl(binding_, kBack);
  ASSERT_TRUE(url.ok()) << url.status();
  for (const std::string& part :
       {std::string("https://issuer.example/a?response_type=code&"), std::string("client_id=urna"),
        "state=" + binding_.state, "nonce=" + binding_.nonce,
        "code_challenge=" + openid::ChallengeOf(binding_.verifier),
        std::string("code_challenge_method=S256"),
        std::string("redirect_uri=https%3A%2F%2Furna.example%2Fauth%2Fcallback")}) {
    EXPECT_THAT(*url, HasSubstr(part));
  }
  EXPECT_THAT(*url, Not(HasSubstr(binding_.verifier)));
  EXPECT_THAT(*url, Not(HasSubstr("secret")));
}

TEST_F(ProviderTest, TellsWhoCameBack) {
  ProviderConfig config = IssuerInTest::Config();
  config.display_name = {"given_name", "family_name"};
  config.mail = "email";
  Make(config);
  issuer_.user = [this] {
    json user = issuer_.User();
    user["family_name"] = "Lovelace";
    user["email"] = "Ada@Example.org";
    user["birthdate"] = "1815-12-10";
    return FetchReply{200, "application/jwt", issuer_.Sign(user)};
  };
  const auto came = Redeem();
  ASSERT_TRUE(came.ok()) << came.status();
  EXPECT_EQ(came->identity.issuer, IssuerInTest::kIssuer);
  EXPECT_EQ(came->identity.subject, "person 1");
  EXPECT_EQ(came->identity.display_name, "Ada Lovelace");
  EXPECT_EQ(came->identity.mail, "ada@example.org");
  EXPECT_FALSE(came->id_token.empty());
  EXPECT_THAT(issuer_.sent.form, HasSubstr("code_verifier=" + binding_.verifier));
  EXPECT_THAT(issuer_.sent.form, HasSubstr("client_secret=a%20secret"));
  EXPECT_TRUE(issuer_.sent.posts);
}

TEST_F(ProviderTest, KeepsNothingThatIsNotConfigured) {
  const auto came = Redeem();
  ASSERT_TRUE(came.ok()) << came.status();
  EXPECT_EQ(came->identity.display_name, "");
  EXPECT_EQ(came->identity.mail, "");
  EXPECT_TRUE(came->identity.grants.empty());
}

TEST_F(ProviderTest, ShowsItsSecretAsConfigured) {
  ProviderConfig config = IssuerInTest::Config();
  config.client_authentication = ClientAuthentication::kBasic;
  config.client_secret = "a:b c";
  Make(config);
  ASSERT_TRUE(Redeem().ok());
  EXPECT_THAT(issuer_.sent.form, Not(HasSubstr("client_secret")));
  ASSERT_EQ(issuer_.sent.fields.size(), 2u);
  EXPECT_EQ(issuer_.sent.fields[1].second, "Basic " + absl::Base64Escape("urna:a%3Ab%20c"));
}

TEST_F(ProviderTest, TakesUserInfoAsConfiguredAndNoOther) {
  const auto plain = [this] {
    return FetchReply{200, "application/json; charset=utf-8", issuer_.User().dump()};
  };
  issuer_.user = plain;
  EXPECT_EQ(Reason(), "IDENTITY_REFUSED");
  ProviderConfig config = IssuerInTest::Config();
  config.userinfo = UserInfo::kJson;
  Make(config);
  EXPECT_TRUE(Redeem().ok());
  issuer_.user = nullptr;
  EXPECT_EQ(Reason(), "IDENTITY_REFUSED");
  config.userinfo = UserInfo::kNone;
  Make(config);
  const int before = issuer_.asked[IssuerInTest::kUser];
  EXPECT_TRUE(Redeem().ok());
  EXPECT_EQ(issuer_.asked[IssuerInTest::kUser], before);
}

TEST_F(ProviderTest, BelievesNoLieOfAToken) {
  const SigningKey other(openid::Algorithm::kEs256, "key 1");
  const std::vector<std::pair<const char*, std::function<std::string()>>> lies = {
      {"issuer",
       [&] {
         auto t = issuer_.IdToken();
         t["iss"] = "https://evil.example";
         return issuer_.Sign(t);
       }},
      {"audience",
       [&] {
         auto t = issuer_.IdToken();
         t["aud"] = "other";
         return issuer_.Sign(t);
       }},
      {"nonce",
       [&] {
         auto t = issuer_.IdToken();
         t["nonce"] = "other";
         return issuer_.Sign(t);
       }},
      {"expired",
       [&] {
         auto t = issuer_.IdToken();
         t["exp"] = 1;
         return issuer_.Sign(t);
       }},
      {"key", [&] { return other.Sign(issuer_.IdToken(), {{"kid", "key 1"}}); }},
      {"none", [&] { return Unsigned(issuer_.IdToken()); }},
      {"HS256",
       [&] { return WithSharedSecret(issuer_.IdToken(), issuer_.key().jwk().dump(), "key 1"); }},
      {"UserInfo", [&] { return issuer_.Sign(issuer_.User()); }},
      {"nothing", [&] { return std::string("x"); }},
  };
  for (const auto& [what, lie] : lies) {
    issuer_.id_token = lie;
    EXPECT_EQ(Reason(), "IDENTITY_REFUSED") << what;
  }
  issuer_.id_token = nullptr;
  EXPECT_TRUE(Redeem().ok());
}

TEST_F(ProviderTest, BelievesNoLieOfUserInfo) {
  const SigningKey other(openid::Algorithm::kEs256, "key 1");
  const auto jwt = [](std::string body) {
    return FetchReply{200, "application/jwt", std::move(body)};
  };
  const std::vector<std::pair<const char*, std::function<absl::StatusOr<FetchReply>()>>> lies = {
      {"somebody else",
       [&] {
         auto u = issuer_.User();
         u["sub"] = "person 2";
         return jwt(issuer_.Sign(u));
       }},
      {"nobody",
       [&] {
         auto u = issuer_.User();
         u.erase("sub");
         return jwt(issuer_.Sign(u));
       }},
      {"issuer",
       [&] {
         auto u = issuer_.User();
         u["iss"] = "https://evil.example";
         return jwt(issuer_.Sign(u));
       }},
      {"audience",
       [&] {
         auto u = issuer_.User();
         u["aud"] = "other";
         return jwt(issuer_.Sign(u));
       }},
      {"expired",
       [&] {
         auto u = issuer_.User();
         u["exp"] = 1;
         return jwt(issuer_.Sign(u));
       }},
      {"key", [&] { return jwt(other.Sign(issuer_.User(), {{"kid", "key 1"}})); }},
      {"none", [&] { return jwt(Unsigned(issuer_.User())); }},
      {"type", [&] { return FetchReply{200, "text/html", issuer_.Sign(issuer_.User())}; }},
      {"empty", [&] { return jwt(""); }},
  };
  for (const auto& [what, lie] : lies) {
    issuer_.user = lie;
    EXPECT_EQ(Reason(), "IDENTITY_REFUSED") << what;
  }
}

TEST_F(ProviderTest, IsUnreachableWhereItGivesNoUsableAnswer) {
  for (const char* url :
       {IssuerInTest::kMetadata, IssuerInTest::kToken, IssuerInTest::kKeys, IssuerInTest::kUser}) {
    Make();
    issuer_.down = {url};
    EXPECT_EQ(Reason(), "PROVIDER_UNREACHABLE") << url;
    issuer_.down = {};
    Make();
    EXPECT_TRUE(Redeem().ok()) << url;
  }
  for (const FetchReply& bad :
       {FetchReply{500, "application/json", "{}"}, FetchReply{200, "text/html", "<html>"},
        FetchReply{302, "", ""},
        FetchReply{401, "application/json", R"({"error":"invalid_client"})"}}) {
    issuer_.token = [bad](const FetchRequest&) { return bad; };
    EXPECT_EQ(Reason(), "PROVIDER_UNREACHABLE") << bad.status;
  }
  issuer_.token = [](const FetchRequest&) { return IssuerInTest::Json("{}"); };
  EXPECT_EQ(Reason(), "IDENTITY_REFUSED");
}

TEST_F(ProviderTest, RefusesACodeThatTheProviderRefuses) {
  issuer_.token = [](const FetchRequest&) {
    return FetchReply{400, "application/json", R"({"error":"invalid_grant"})"};
  };
  EXPECT_EQ(Reason(), "SIGN_IN_REFUSED");
}

// RFC 9207.
TEST_F(ProviderTest, IsNotMixedUpWithAnother) {
  EXPECT_TRUE(Redeem(IssuerInTest::kIssuer).ok());
  EXPECT_EQ(Reason("https://evil.example"), "IDENTITY_REFUSED");
  issuer_.more_metadata = {{"authorization_response_iss_parameter_supported", true}};
  Make();
  EXPECT_EQ(Reason(), "IDENTITY_REFUSED");
  EXPECT_TRUE(Redeem(IssuerInTest::kIssuer).ok());
}

TEST_F(ProviderTest, ReadsKeysAgainForAKeyThatWasNotThere) {
  ASSERT_TRUE(Redeem().ok());
  EXPECT_EQ(issuer_.asked[IssuerInTest::kKeys], 1);
  clock_.Advance(61);
  issuer_.Rotate("key 2");
  EXPECT_TRUE(Redeem().ok());
  EXPECT_EQ(issuer_.asked[IssuerInTest::kKeys], 2);
}

TEST_F(ProviderTest, AsksForKeysOnceAMinuteWhateverTokensSay) {
  ASSERT_TRUE(Redeem().ok());
  clock_.Advance(61);
  issuer_.jwks = [jwks = JwksOf({&issuer_.key()})] { return jwks; };
  issuer_.Rotate("unknown");
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(Redeem().ok());
  EXPECT_EQ(issuer_.asked[IssuerInTest::kKeys], 2);
  clock_.Advance(61);
  EXPECT_FALSE(Redeem().ok());
  EXPECT_EQ(issuer_.asked[IssuerInTest::kKeys], 3);
}

TEST_F(ProviderTest, UsesKeysOnForAnHourWhereTheyCannotBeRead) {
  ASSERT_TRUE(Redeem().ok());
  issuer_.down = {IssuerInTest::kKeys, IssuerInTest::kMetadata};
  clock_.Advance(59 * 60);
  EXPECT_TRUE(Redeem().ok());
  clock_.Advance(60);
  EXPECT_EQ(Reason(), "PROVIDER_UNREACHABLE");
}

TEST_F(ProviderTest, ForgetsKeysThatTheIssuerHasWithdrawn) {
  ASSERT_TRUE(Redeem().ok());
  issuer_.jwks = [] { return R"({"keys":[]})"; };
  clock_.Advance(11 * 60);
  EXPECT_FALSE(Redeem().ok());
}

TEST_F(ProviderTest, LetsInWhoeverHasTheClaims) {
  ProviderConfig config = IssuerInTest::Config();
  config.audience = v1::LOGIN_AUDIENCE_STAFF;
  config.require = {{"siret", {"21630001000017", "21630001000025"}}};
  config.grants = {{{"groups", {"urna-agents"}}, {{Role::kAgent, "processes/north"}}},
                   {{"groups", {"urna-admins"}}, {{Role::kAdministrator, ""}}}};
  Make(config);
  json user = issuer_.User();
  issuer_.user = [&] { return FetchReply{200, "application/jwt", issuer_.Sign(user)}; };
  EXPECT_EQ(Reason(), "NOT_ENTITLED");
  user["siret"] = "11111111111111";
  EXPECT_EQ(Reason(), "NOT_ENTITLED");
  user["siret"] = "21630001000025";
  auto came = Redeem();
  ASSERT_TRUE(came.ok()) << came.status();
  EXPECT_TRUE(came->identity.grants.empty());
  user["groups"] = {"others", "urna-agents"};
  EXPECT_EQ(Redeem()->identity.grants, (std::vector<Grant>{{Role::kAgent, "processes/north"}}));
  // A part of a word is none.
  user["groups"] = "urna-agents urna-admins";
  EXPECT_TRUE(Redeem()->identity.grants.empty());
}

// Only UserInfo, which is about the same person, and never the other way round.
TEST_F(ProviderTest, TakesNoMailThatTheProviderDoubts) {
  ProviderConfig config = IssuerInTest::Config();
  config.mail = "email";
  Make(config);
  json user = issuer_.User();
  user["email"] = "ada@example.org";
  issuer_.user = [&] { return FetchReply{200, "application/jwt", issuer_.Sign(user)}; };
  EXPECT_EQ(Redeem()->identity.mail, "ada@example.org");
  user["email_verified"] = false;
  EXPECT_EQ(Redeem()->identity.mail, "");
  user["email_verified"] = true;
  EXPECT_EQ(Redeem()->identity.mail, "ada@example.org");
}

TEST_F(ProviderTest, EndsItsSessionToo) {
  Make();
  const std::string url = provider_->EndSessionUrl("token", "https://urna.example/");
  EXPECT_THAT(url, HasSubstr("https://issuer.example/end?id_token_hint=token&post_logout_redirect_"
                             "uri=https%3A%2F%2Furna.example%2F&state="));
  EXPECT_EQ(provider_->EndSessionUrl("", "https://urna.example/"), "");
}

}  // namespace
}  // namespace urna::services
