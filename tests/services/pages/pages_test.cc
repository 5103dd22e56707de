#include "services/pages/pages.h"

#include <fmt/format.h>

#include <string>

#include "crypto/hash.h"
#include "pch.h"
#include "services/base/compression.h"

namespace urna::services {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kRoutes =
    R"({"routes":[{"path":"/","file":"index.html","csp":"default-src 'none'"},)"
    R"({"path":"/vote/","file":"vote.html","csp":"default-src 'self'"},)"
    R"({"path":"/embed/","file":"embed.html","csp":"img-src 'self'"}],"embeddable":["/embed/"]})";

class PagesOfABuild : public testing::Test {
 protected:
  PagesOfABuild() { pages_ = Pages::Make(files_).value(); }

  std::string_view BytesAt(std::string_view path) const {
    const std::optional<Page> page = pages_->Find(path);
    return page ? page->bytes : "nothing";
  }
  std::string FieldAt(std::string_view path, std::string_view name) const {
    const std::optional<Page> page = pages_->Find(path);
    if (!page) return "nothing";
    for (const auto& [field, value] : page->fields) {
      if (field == name) return value;
    }
    return "";
  }

  const std::string script_ = std::string(4096, 'x');
  const std::vector<web::BuiltFile> files_ = {
      {"assets/app-1f.js", script_}, {"assets/sign-2a.png", script_},
      {"embed.html", "embedded"},    {"favicon.svg", "<svg/>"},
      {"index.html", "the first"},   {"report.html", "a template"},
      {"routes.json", kRoutes},      {"vote.html", "to vote"},
      {"manifest.webmanifest", "{}"}};
  std::shared_ptr<const Pages> pages_;
};

TEST_F(PagesOfABuild, AreFoundByNameAndElseByTheLongestRoute) {
  EXPECT_EQ(BytesAt("/"), "the first");
  EXPECT_EQ(BytesAt("/anything/at/all"), "the first");
  EXPECT_EQ(BytesAt("/favicon.svg"), "<svg/>");
  EXPECT_EQ(BytesAt("/vote/"), "to vote");
  EXPECT_EQ(BytesAt("/vote"), "to vote");
  EXPECT_EQ(BytesAt("/vote/processes/paris"), "to vote");
  EXPECT_EQ(BytesAt("/voter"), "the first");
  EXPECT_EQ(BytesAt("/vote.html"), "to vote");
  EXPECT_EQ(BytesAt("/assets/app-1f.js"), script_);
  EXPECT_EQ(BytesAt("/assets/app-2e.js"), "nothing");
  EXPECT_EQ(BytesAt("/assets/"), "nothing");
  EXPECT_EQ(BytesAt(""), "nothing");
  EXPECT_EQ(BytesAt("vote/"), "nothing");
}

TEST_F(PagesOfABuild, SayWhatTheyAreAndHowLongACopyIsGood) {
  EXPECT_EQ(FieldAt("/", "content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(FieldAt("/", "cache-control"), "no-cache");
  EXPECT_EQ(FieldAt("/assets/app-1f.js", "content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(FieldAt("/assets/app-1f.js", "cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(FieldAt("/manifest.webmanifest", "content-type"), "application/manifest+json");
  EXPECT_EQ(FieldAt("/manifest.webmanifest", "cache-control"), "no-cache");
  EXPECT_EQ(pages_->Find("/")->etag, crypto::ToHex(crypto::Sha256(crypto::AsBytes("the first"))));
}

TEST_F(PagesOfABuild, MayDoWhatTheirRouteLetsThem) {
  EXPECT_EQ(FieldAt("/", "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(FieldAt("/vote/x", "content-security-policy"),
            "default-src 'self'; frame-ancestors 'none'");
  EXPECT_EQ(FieldAt("/vote.html", "content-security-policy"),
            FieldAt("/vote/", "content-security-policy"));
  EXPECT_EQ(FieldAt("/embed/x", "content-security-policy"), "img-src 'self'; frame-ancestors *");
  EXPECT_EQ(FieldAt("/embed/x", "cross-origin-resource-policy"), "cross-origin");
  EXPECT_EQ(FieldAt("/vote/", "cross-origin-resource-policy"), "same-origin");
  EXPECT_EQ(FieldAt("/vote/", "cross-origin-opener-policy"), "same-origin");
  EXPECT_EQ(FieldAt("/vote/", "referrer-policy"), "no-referrer");
  EXPECT_THAT(FieldAt("/vote/", "permissions-policy"),
              HasSubstr("camera=(self), geolocation=(self), microphone=()"));
  // No route names it.
  EXPECT_EQ(FieldAt("/report.html", "content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(FieldAt("/favicon.svg", "content-security-policy"), "");
}

TEST_F(PagesOfABuild, ArePackedWhereThatIsSmaller) {
  const Page script = *pages_->Find("/assets/app-1f.js");
  EXPECT_LT(script.packed.size(), 100u);
  EXPECT_EQ(*Unpack(script.packed, script.bytes.size()), script_);
  // Packed in itself.
  EXPECT_THAT(pages_->Find("/assets/sign-2a.png")->packed, IsEmpty());
  EXPECT_THAT(pages_->Find("/")->packed, IsEmpty());
}

TEST_F(PagesOfABuild, AreListedAsSha256sumDoesIt) {
  std::string list;
  for (const char* name :
       {"assets/app-1f.js", "assets/sign-2a.png", "embed.html", "favicon.svg", "index.html",
        "manifest.webmanifest", "report.html", "routes.json", "vote.html"}) {
    list += fmt::format("{}  {}\n", pages_->Find(fmt::format("/{}", name))->etag, name);
  }
  EXPECT_EQ(pages_->list(), list);
  EXPECT_EQ(BytesAt("/pages.sha256"), list);
  EXPECT_EQ(FieldAt("/pages.sha256", "content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(pages_->digest(), crypto::Sha256(crypto::AsBytes(list)));
  // It has one for each byte of each file, whatever the order in which they were given.
  std::vector<web::BuiltFile> others(files_.rbegin(), files_.rend());
  EXPECT_EQ((*Pages::Make(others))->digest(), pages_->digest());
  others[0].bytes = "{ }";
  EXPECT_NE((*Pages::Make(others))->digest(), pages_->digest());
}

TEST(Pages, AreRefusedInASentence) {
  const web::BuiltFile routes{
      "routes.json", R"({"routes":[{"path":"/","file":"a.html","csp":"x"}],"embeddable":[]})"};
  const web::BuiltFile html{"a.html", "a"};
  const auto refusal = [](const std::vector<web::BuiltFile>& files) {
    return std::string(Pages::Make(files).status().message());
  };
  EXPECT_EQ(refusal({routes, html}), "");
  EXPECT_THAT(refusal({html}), HasSubstr("there is no routes.json"));
  EXPECT_THAT(refusal({routes}), HasSubstr("names a.html, which is no html here"));
  EXPECT_THAT(refusal({{"routes.json", "{"}, html}), HasSubstr("routes.json is no JSON"));
  EXPECT_THAT(refusal({routes, html, html}), HasSubstr("a.html is there twice"));
  EXPECT_THAT(refusal({routes, html, {"pages.sha256", ""}}), HasSubstr("makes itself"));
  EXPECT_THAT(refusal({routes, html, {"../b", ""}}), HasSubstr("name that is none in a URL"));
  const std::string large(Pages::kMostBytes, 'x');
  EXPECT_THAT(refusal({routes, html, {"large.png", large}}), HasSubstr("at most 5000 of"));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < Pages::kMostFiles; ++i) names.push_back(fmt::format("{}.txt", i));
  std::vector<web::BuiltFile> many = {routes, html};
  for (const std::string& name : names) many.push_back({name, ""});
  EXPECT_THAT(refusal(many), HasSubstr("at most 5000 of"));
}

}  // namespace
}  // namespace urna::services
