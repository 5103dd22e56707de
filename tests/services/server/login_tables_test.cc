// The tables [[login]] of the configuration.
#include <filesystem>
#include <fstream>

#include "pch.h"
#include "services/server/server_config.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

constexpr std::string_view kLeast =
    "name = \"vote.example\"\ndata_dir = \"/tmp/urna\"\nhttp_listen = [\"127.0.0.1:0\"]\n"
    "public_url = \"https://budget.example\"\n[[login]]\n";
const std::map<std::string, std::string> kGood = {
    {"name", "\"pro\""},       {"title", "\"ProConnect\""},
    {"audience", "\"staff\""}, {"issuer", "\"https://issuer.example/api/v2\""},
    {"client_id", "\"urna\""}, {"client_secret_file", "\"secret\""},
    {"algorithm", "\"ES256\""}};

std::string Text(const std::map<std::string, std::string>& keys) {
  std::string out(kLeast);
  for (const auto& [key, value] : keys) {
    if (!value.empty()) out += key + " = " + value + "\n";
  }
  return out;
}
absl::StatusOr<ServerConfig> Parse(const std::string& text) {
  return ParseServerConfig(text, "urna.toml", {});
}
// One key is another, or missing where it is empty.
std::string MessageWith(const std::string& key, const std::string& value) {
  std::map<std::string, std::string> keys = kGood;
  keys[key] = value;
  return std::string(Parse(Text(keys)).status().message());
}

TEST(LoginTables, NeedAFewKeysAlone) {
  const auto config = Parse(Text(kGood));
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->logins.size(), 1u);
  const ProviderConfig& provider = config->logins[0].provider;
  EXPECT_EQ(provider.audience, v1::LOGIN_AUDIENCE_STAFF);
  EXPECT_EQ(provider.algorithm, openid::Algorithm::kEs256);
  EXPECT_EQ(provider.userinfo_algorithm, openid::Algorithm::kEs256);
  EXPECT_EQ(provider.userinfo, UserInfo::kNone);
  EXPECT_EQ(provider.scopes, std::vector<std::string>{"openid"});
  EXPECT_TRUE(provider.display_name.empty());
  EXPECT_TRUE(provider.grants.empty());
}

TEST(LoginTables, SayWhatIsWrongAndWhere) {
  for (const char* needed : {"name", "title", "audience", "issuer", "client_id", "algorithm"}) {
    EXPECT_THAT(MessageWith(needed, ""), HasSubstr(std::string(needed) + " is missing")) << needed;
  }
  EXPECT_THAT(MessageWith("name", "\"Pro Connect\""), HasSubstr("urna.toml:5"));
  EXPECT_THAT(MessageWith("name", "\"mail\""), HasSubstr("other than \"mail\""));
  EXPECT_THAT(MessageWith("audience", "\"everybody\""), HasSubstr("\"citizens\", \"staff\""));
  EXPECT_THAT(MessageWith("issuer", "\"http://issuer.example\""), HasSubstr("URL of https"));
  EXPECT_THAT(MessageWith("algorithm", "\"HS256\""), HasSubstr("RS256, ES256 or EdDSA"));
  EXPECT_THAT(MessageWith("algorithm", "\"none\""), HasSubstr("RS256, ES256 or EdDSA"));
  EXPECT_THAT(MessageWith("client_secret_file", ""), HasSubstr("client_secret_file"));
  EXPECT_THAT(MessageWith("scopes", "[\"profile\"]"), HasSubstr("has no \"openid\""));
  EXPECT_THAT(MessageWith("scopes", "\"openid\""), HasSubstr("list of texts"));
  EXPECT_THAT(MessageWith("secret", "\"x\""), HasSubstr("there is no key \"secret\""));
  EXPECT_THAT(MessageWith("require", "[{ claim = \"siret\" }]"), HasSubstr("claim and any_of"));
  EXPECT_THAT(MessageWith("require", "[{ claim = \"siret\", any_of = [] }]"),
              HasSubstr("claim and any_of"));
}

TEST(LoginTables, GiveRolesWhereTheySayAndNowhereElse) {
  const std::string rule = "claim = \"groups\", any_of = [\"agents\"], role = \"agent\"";
  std::map<std::string, std::string> keys = kGood;
  keys["grant"] = "[{ " + rule + ", processes = [\"processes/a\", \"processes/b\"] }]";
  const auto config = Parse(Text(keys));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->logins[0].provider.grants[0].grants,
            (std::vector<Grant>{{Role::kAgent, "processes/a"}, {Role::kAgent, "processes/b"}}));
  keys["grant"] = "[{ " + rule + " }]";
  EXPECT_EQ(Parse(Text(keys))->logins[0].provider.grants[0].grants,
            (std::vector<Grant>{{Role::kAgent, ""}}));
  EXPECT_THAT(MessageWith("grant", "[{ " + rule + ", processes = [] }]"),
              HasSubstr("processes is empty"));
  EXPECT_THAT(MessageWith("grant", "[{ " + rule + ", processes = [\"a\"] }]"),
              HasSubstr("processes/{process}"));
  EXPECT_THAT(MessageWith("grant", "[{ claim = \"groups\", any_of = [\"a\"] }]"),
              HasSubstr("needs role"));
  EXPECT_THAT(MessageWith("grant", "[{ claim = \"groups\", any_of = [\"a\"], role = \"king\" }]"),
              HasSubstr("\"administrator\""));
  keys["audience"] = "\"citizens\"";
  EXPECT_THAT(std::string(Parse(Text(keys)).status().message()), HasSubstr("have no roles"));
}

TEST(LoginTables, AreToldApart) {
  EXPECT_THAT(std::string(Parse(Text(kGood) + Text(kGood).substr(Text(kGood).find("[[login]]")))
                              .status()
                              .message()),
              HasSubstr("there are two of \"pro\""));
  std::map<std::string, std::string> other = kGood;
  other["name"] = "\"other\"";
  other["audience"] = "\"citizens\"";
  EXPECT_THAT(std::string(Parse(Text(kGood) + Text(other).substr(Text(other).find("[[login]]")))
                              .status()
                              .message()),
              HasSubstr("for citizens and for the staff"));
}

TEST(LoginTables, NeedAnAddressOfTheServersOwn) {
  std::string text = Text(kGood);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return std::string(Parse(changed).status().message());
  };
  EXPECT_THAT(with("public_url = \"https://budget.example\"", ""), HasSubstr("set public_url"));
  EXPECT_THAT(with("http_listen = [\"127.0.0.1:0\"]", ""), HasSubstr("http_listen"));
  for (const char* none : {"http://budget.example", "https://budget.example/",
                           "https://budget.example/a", "budget.example"}) {
    EXPECT_THAT(with("https://budget.example", none), HasSubstr("public_url is")) << none;
  }
  EXPECT_EQ(with("https://budget.example", "http://127.0.0.1:9480"), "");
}

TEST(LoginTables, TakeSecretsThatNobodyElseReads) {
  const TemporaryFolder folder;
  LoginConfig login;
  login.client_secret_file = folder.Sub("secret");
  const auto message = [&] { return std::string(LoadProviders({login}).status().message()); };
  EXPECT_NE(message(), "");
  std::ofstream(login.client_secret_file) << "a secret\n";
  std::filesystem::permissions(login.client_secret_file, std::filesystem::perms(0640));
  ASSERT_EQ(message(), "");
  EXPECT_EQ((*LoadProviders({login}))[0].client_secret, "a secret");
  std::filesystem::permissions(login.client_secret_file, std::filesystem::perms(0644));
  EXPECT_THAT(message(), HasSubstr("chmod o="));
  std::filesystem::permissions(login.client_secret_file, std::filesystem::perms(0600));
  std::ofstream(login.client_secret_file) << "\n";
  EXPECT_THAT(message(), HasSubstr("one line"));
}

TEST(LoginTables, AreInTheReference) {
  const std::string reference =
      WholeFile(std::string(URNA_TEST_DATA) + "/../../docs/configuration.md");
  EXPECT_THAT(reference, HasSubstr(LoginReference())) << LoginReference();
}

}  // namespace
}  // namespace urna::services
