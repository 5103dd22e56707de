// Public files, as any client of the web fetches them.
#include <fmt/format.h>

#include "pch.h"
#include "services/base/limits.h"
#include "services/http/http_door.h"

namespace urna::services {
namespace {

class Files : public testing::Test {
 protected:
  Files() {
    for (int i = 0; i < 200'000; ++i) large_ += static_cast<char>(i * 7 + i / 256);
    door_.files().files = {
        {"/log/paris/checkpoint", {.bytes = "note", .etag = "c1"}},
        {"/log/paris/tile/0/000", {.bytes = large_, .etag = "t0", .is_immutable = true}},
        {"/journal/paris/checkpoint", {.bytes = "another note"}},
        {"/bundle/paris/empty", {.bytes = ""}}};
    door_.Start();
  }
  HttpReply Get(const std::string& path,
                std::vector<std::pair<std::string, std::string>> fields = {},
                const std::string& method = "GET") {
    return door_.Connect()->Call({.method = method, .target = path, .fields = std::move(fields)});
  }

  std::string large_;
  HttpDoor door_;
};

TEST_F(Files, AreSentWithHowLongACopyIsGood) {
  const HttpReply tile = Get("/log/paris/tile/0/000");
  EXPECT_EQ(tile.status, 200);
  EXPECT_EQ(tile.body, large_);
  EXPECT_EQ(tile.Field("content-length"), "200000");
  EXPECT_EQ(tile.Field("content-type"), "application/octet-stream");
  EXPECT_EQ(tile.Field("etag"), "\"t0\"");
  EXPECT_EQ(tile.Field("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(Get("/log/paris/checkpoint").Field("cache-control"), "public, no-cache");
  EXPECT_EQ(Get("/journal/paris/checkpoint").body, "another note");
  const HttpReply empty = Get("/bundle/paris/empty");
  EXPECT_EQ(empty.status, 200);
  EXPECT_EQ(empty.body, "");
  EXPECT_EQ(empty.Field("etag"), "");
}

TEST_F(Files, AreNotSentAgainToWhoeverHasThem) {
  const HttpReply same = Get("/log/paris/checkpoint", {{"If-None-Match", "\"x\", \"c1\""}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.Field("etag"), "\"c1\"");
  EXPECT_EQ(Get("/log/paris/checkpoint", {{"If-None-Match", "\"c0\""}}).body, "note");
}

TEST_F(Files, AreSentInParts) {
  const HttpReply part = Get("/log/paris/tile/0/000", {{"Range", "bytes=100000-180000"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, large_.substr(100'000, 80'001));
  EXPECT_EQ(part.Field("content-range"), "bytes 100000-180000/200000");
  const HttpReply outside = Get("/log/paris/tile/0/000", {{"Range", "bytes=200000-"}});
  EXPECT_EQ(outside.status, 416);
  EXPECT_EQ(outside.Field("content-range"), "bytes */200000");
  EXPECT_EQ(Get("/log/paris/tile/0/000", {{"Range", "bytes=0-1,5-6"}}).body, large_);
  EXPECT_EQ(Get("/log/paris/tile/0/000", {{"Range", "bytes=0-1"}, {"If-Range", "\"old\""}}).body,
            large_);
  EXPECT_EQ(Get("/log/paris/tile/0/000", {{"Range", "bytes=0-1"}, {"If-Range", "\"t0\""}}).body,
            large_.substr(0, 2));
}

TEST_F(Files, AreToldOfWithoutBeingSent) {
  const auto client = door_.Connect();
  const HttpReply head = client->Call({.method = "HEAD", .target = "/log/paris/tile/0/000"});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Field("content-length"), "200000");
  // Nothing came after it.
  EXPECT_EQ(client->Call({.method = "GET", .target = "/log/paris/checkpoint"}).body, "note");
}

TEST_F(Files, AreNothingElse) {
  EXPECT_EQ(Get("/log/paris/nothing").status, 404);
  EXPECT_EQ(Get("/log").status, 404);
  EXPECT_EQ(Get("/log/paris/checkpoint", {}, "POST").status, 405);
  EXPECT_EQ(Get("/log/paris/checkpoint", {}, "DELETE").Field("allow"), "GET, HEAD, OPTIONS");
}

TEST_F(Files, AreCutOffFromWhoeverTakesNothing) {
  door_.files().files["/bundle/paris/huge"] = {.bytes = std::string(std::size_t{64} << 20, 'x')};
  std::vector<std::unique_ptr<HttpClient>> all;
  for (std::size_t i = 0; i < kDownloadsPerSource; ++i) {
    all.push_back(door_.Connect());
    ASSERT_TRUE(all.back()->Send(Written({.method = "GET", .target = "/bundle/paris/huge"})));
    ASSERT_FALSE(all.back()->ReadSome().empty());
  }
  EXPECT_EQ(Get("/log/paris/checkpoint").status, 503);
  int status = 503;
  while (status == 503) {
    door_.clock().Advance(31);
    status = Get("/log/paris/checkpoint").status;
  }
  EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace urna::services
