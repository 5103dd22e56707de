// Pages, as a browser is given them.
#include "services/pages/pages.h"

#include <fmt/format.h>

#include "crypto/hash.h"
#include "pch.h"
#include "services/base/compression.h"
#include "services/base/limits.h"
#include "services/http/http_door.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

constexpr std::string_view kRoutes =
    R"({"routes":[{"path":"/","file":"index.html","csp":"default-src 'none'"},)"
    R"({"path":"/embed/","file":"embed.html","csp":"img-src 'self'"}],"embeddable":["/embed/"]})";

class ServedPages : public testing::Test {
 protected:
  ServedPages() {
    for (int i = 0; i < 30'000; ++i) script_ += fmt::format("f({});", i);
    const std::vector<web::BuiltFile> files = {
        {"assets/app-1f.js", script_}, {"assets/sign-2a.png", "a picture"},
        {"embed.html", "embedded"},    {"healthz", "no health"},
        {"index.html", "the first"},   {"log/paris/checkpoint", "no note"},
        {"routes.json", kRoutes},      {"urna.v1.Ledger/GetCheckpoint", "no call"}};
    pages_ = Pages::Make(files).value();
    door_.files().files = {{"/log/paris/checkpoint", {.bytes = "note"}}};
    door_.ServePages(pages_);
    door_.Start();
  }

  HttpReply Get(const std::string& path,
                std::vector<std::pair<std::string, std::string>> fields = {},
                const std::string& method = "GET") {
    return door_.Connect()->Call({.method = method, .target = path, .fields = std::move(fields)});
  }

  std::string script_;
  std::shared_ptr<const Pages> pages_;
  HttpDoor door_;
};

TEST_F(ServedPages, AreGivenForAllPathsThatAreNothingElse) {
  for (const char* path : {"/", "/vote", "/a/b/c?d=e", "/index.html", "/%76ote", "/login"}) {
    const HttpReply reply = Get(path);
    EXPECT_EQ(reply.status, 200) << path;
    EXPECT_EQ(reply.body, "the first") << path;
    EXPECT_EQ(reply.Field("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.Field("cache-control"), "no-cache");
    EXPECT_EQ(reply.Field("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(reply.Field("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply.Field("referrer-policy"), "no-referrer");
    EXPECT_EQ(reply.Field("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(reply.Field("cross-origin-resource-policy"), "same-origin");
    EXPECT_THAT(reply.Field("permissions-policy"), HasSubstr("microphone=()"));
  }
  EXPECT_EQ(Get("/embed/x").body, "embedded");
  EXPECT_EQ(Get("/embed/x").Field("content-security-policy"), "img-src 'self'; frame-ancestors *");
}

TEST_F(ServedPages, NeverStandBeforeTheApi) {
  EXPECT_EQ(Get("/healthz").body, "ok\n");
  EXPECT_EQ(Get("/log/paris/checkpoint").body, "note");
  for (const char* path :
       {"/log", "/log/nothing", "/journal/nothing", "/bundle/nothing", "/map/nothing", "/urna.v1.X",
        "/urna.v1.Ledger/GetCheckpoint", "/urna.v1.Ledger/", "/some.Other/Call", "/%68ealthz",
        "/%6cog/paris/checkpoint", "/urna%2ev1.Ledger/GetCheckpoint", "/log%2fparis/checkpoint"}) {
    const HttpReply reply = Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_THAT(reply.body, HasSubstr("\"code\"")) << path;
  }
}

TEST_F(ServedPages, AreNothingForHostilePaths) {
  for (const char* path :
       {"//", "//etc/passwd", "/../../etc/passwd", "/..", "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd", "/..%5c..%5cetc", "/a\\..\\b", "/%00", "/index.html%00.js",
        "/a%0ab", "/%", "/%zz", "/a/./b", "/assets/..%2findex.html", "/assets/nothing-1f.js",
        "/assets/"}) {
    const HttpReply reply = Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.Field("content-type"), "application/json") << path;
  }
}

TEST_F(ServedPages, AreThereForReadingAlone) {
  // As ever: whoever calls a wrong path is told so, in the words of a call.
  const HttpReply call = Get("/vote", {{"Content-Type", "application/json"}}, "POST");
  EXPECT_EQ(call.status, 404);
  EXPECT_THAT(call.body, HasSubstr("unimplemented"));
  EXPECT_EQ(Get("/vote", {}, "OPTIONS").Field("allow"), "GET, HEAD, OPTIONS");
}

TEST_F(ServedPages, AreNotSentAgainToWhoeverHasThem) {
  const std::string tag =
      fmt::format("\"{}\"", crypto::ToHex(crypto::Sha256(crypto::AsBytes(script_))));
  const HttpReply plain = Get("/assets/app-1f.js");
  EXPECT_EQ(plain.Field("etag"), tag);
  EXPECT_EQ(plain.Field("cache-control"), "public, max-age=31536000, immutable");
  const HttpReply same = Get("/assets/app-1f.js", {{"If-None-Match", tag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.Field("etag"), tag);
  // What it has is packed no more.
  EXPECT_EQ(Get("/assets/app-1f.js", {{"If-None-Match", tag}, {"Accept-Encoding", "gzip"}}).status,
            200);
  EXPECT_EQ(Get("/x/y", {{"If-None-Match", Get("/").Field("etag")}}).status, 304);
}

TEST_F(ServedPages, ArePackedForWhoeverTakesThat) {
  const HttpReply packed = Get("/assets/app-1f.js", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(packed.Field("content-encoding"), "gzip");
  EXPECT_EQ(packed.Field("vary"), "Accept-Encoding");
  EXPECT_THAT(packed.Field("etag"), HasSubstr("-gzip\""));
  EXPECT_EQ(*Unpack(packed.body, script_.size()), script_);
  EXPECT_EQ(Get("/assets/app-1f.js",
                {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed.Field("etag")}})
                .status,
            304);
  const HttpReply plain = Get("/assets/app-1f.js", {{"Accept-Encoding", "gzip;q=0"}});
  EXPECT_EQ(plain.Field("content-encoding"), "");
  EXPECT_EQ(plain.Field("vary"), "Accept-Encoding");
  EXPECT_EQ(plain.body, script_);
  EXPECT_EQ(Get("/assets/sign-2a.png", {{"Accept-Encoding", "gzip"}}).body, "a picture");
}

TEST_F(ServedPages, AreSentInPartsAsTheyAre) {
  const HttpReply part =
      Get("/assets/app-1f.js", {{"Range", "bytes=100000-180000"}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, script_.substr(100'000, 80'001));
  EXPECT_EQ(part.Field("content-range"), fmt::format("bytes 100000-180000/{}", script_.size()));
  EXPECT_EQ(part.Field("accept-ranges"), "bytes");
  EXPECT_EQ(Get("/assets/app-1f.js", {{"Range", "bytes=9999999-"}}).status, 416);
  EXPECT_EQ(Get("/assets/app-1f.js", {{"Range", "bytes=0-1"}, {"If-Range", "\"old\""}}).body,
            script_);
}

TEST_F(ServedPages, AreToldOfWithoutBeingSent) {
  const auto client = door_.Connect();
  const HttpReply head = client->Call({.method = "HEAD", .target = "/assets/app-1f.js"});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Field("content-length"), fmt::to_string(script_.size()));
  // Nothing came after it.
  EXPECT_EQ(client->Call({.method = "GET", .target = "/"}).body, "the first");
}

TEST_F(ServedPages, AreListed) {
  const HttpReply list = Get("/pages.sha256");
  EXPECT_EQ(list.body, pages_->list());
  EXPECT_EQ(list.Field("content-type"), "text/plain; charset=utf-8");
}

// Neither the places of downloads nor the threads of readings are what they wait for.
TEST_F(ServedPages, WaitForNobody) {
  door_.files().files["/bundle/paris/huge"] = {.bytes = std::string(std::size_t{64} << 20, 'x')};
  std::vector<std::unique_ptr<HttpClient>> all;
  for (std::size_t i = 0; i < kDownloadsPerSource; ++i) {
    all.push_back(door_.Connect());
    ASSERT_TRUE(all.back()->Send(Written({.method = "GET", .target = "/bundle/paris/huge"})));
    ASSERT_FALSE(all.back()->ReadSome().empty());
  }
  EXPECT_EQ(Get("/log/paris/checkpoint").status, 503);
  const BusyReadLane busy(door_.dispatcher());
  EXPECT_EQ(Get("/assets/app-1f.js").body, script_);
}

TEST_F(ServedPages, AreCutOffFromWhoeverTakesNothingAndTakeNoPlaceUntilThen) {
  std::vector<std::unique_ptr<HttpClient>> all;
  for (std::size_t i = 0; i < 2 * kDownloadsPerSource; ++i) {
    all.push_back(door_.Connect());
    std::string requests;
    for (int n = 0; n < 40; ++n) {
      requests += Written({.method = "GET", .target = "/assets/app-1f.js"});
    }
    ASSERT_TRUE(all.back()->Send(requests));
    ASSERT_FALSE(all.back()->ReadSome().empty());
  }
  EXPECT_EQ(door_.door().downloads.taken(), 0u);
  EXPECT_EQ(Get("/log/paris/checkpoint").body, "note");
}

TEST(WithoutPages, ThereIsNothing) {
  HttpDoor door;
  door.Start();
  for (const char* path : {"/", "/index.html", "/pages.sha256", "/map/index.json"}) {
    EXPECT_EQ(door.Connect()->Call({.method = "GET", .target = path}).status, 404) << path;
  }
}

}  // namespace
}  // namespace urna::services
