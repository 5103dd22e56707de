#include "services/http/session_cookie.h"

#include "pch.h"

namespace urna::services {
namespace {

using testing::HasSubstr;
using testing::Not;

const SessionCookies kSafe("https://urna.example");

RequestHead Head(const std::string& method, HttpFields fields) {
  return {.method = method, .path = "/", .query = "", .fields = std::move(fields)};
}

TEST(SessionCookies, AreBoundToTheHostUnderTls) {
  const std::string set = kSafe.SetSession("secret");
  EXPECT_EQ(set, "__Host-urna-session=secret; Path=/; HttpOnly; SameSite=Lax; Secure");
  EXPECT_THAT(kSafe.ClearSession(), HasSubstr("Max-Age=0"));
  EXPECT_THAT(kSafe.SetKept("kept", absl::Minutes(15)), HasSubstr("Max-Age=900"));
  const SessionCookies plain("http://127.0.0.1:80");
  EXPECT_EQ(plain.SetSession("secret"), "urna-session=secret; Path=/; HttpOnly; SameSite=Lax");
}

TEST(SessionCookies, AreReadAmongOthers) {
  const auto session = [](const std::string& cookie) {
    return kSafe.SessionOf(Head("POST", {{"cookie", cookie}, {"origin", "https://urna.example"}}));
  };
  EXPECT_EQ(session("a=b; __Host-urna-session=s; c=d")->secret, "s");
  EXPECT_EQ(session("__Host-urna-session=s")->secret, "s");
  EXPECT_FALSE(session("").has_value());
  EXPECT_FALSE(session("urna-session=s").has_value());
  EXPECT_FALSE(session("x__Host-urna-session=s").has_value());
  // Which of two counts is anybody's guess.
  EXPECT_FALSE(session("__Host-urna-session=s; __Host-urna-session=t").has_value());
  EXPECT_FALSE(kSafe.SessionOf(Head("GET", {})).has_value());
  EXPECT_FALSE(
      SessionCookies("").SessionOf(Head("GET", {{"cookie", "urna-session=s"}})).has_value());
}

// What a browser says of the page that sends a request.
TEST(SessionCookies, AreOfPagesOfTheServersOwn) {
  const auto own = [](const std::string& method, HttpFields fields) {
    return kSafe.IsOfOwnPage(Head(method, std::move(fields)));
  };
  EXPECT_TRUE(own("POST", {{"origin", "https://urna.example"}}));
  EXPECT_TRUE(own("POST", {{"sec-fetch-site", "same-origin"}}));
  EXPECT_TRUE(own("GET", {}));
  EXPECT_FALSE(own("POST", {}));
  for (const char* origin : {"https://evil.example", "http://urna.example", "null", "",
                             "https://urna.example.evil.example", "https://urna.example:444"}) {
    EXPECT_FALSE(own("POST", {{"origin", origin}})) << origin;
    EXPECT_FALSE(own("GET", {{"origin", origin}})) << origin;
  }
  for (const char* site : {"cross-site", "same-site", "none", ""}) {
    EXPECT_FALSE(own("POST", {{"sec-fetch-site", site}})) << site;
    // What a page can write is not believed against what it cannot.
    EXPECT_FALSE(own("POST", {{"sec-fetch-site", site}, {"origin", "https://urna.example"}}));
    EXPECT_FALSE(own("GET", {{"sec-fetch-site", site}})) << site;
  }
  EXPECT_FALSE(
      own("POST", {{"origin", "https://urna.example"}, {"origin", "https://evil.example"}}));
}

}  // namespace
}  // namespace urna::services
