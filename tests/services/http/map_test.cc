// The map, as a page asks for it.
#include <filesystem>
#include <fstream>

#include "pch.h"
#include "services/base/limits.h"
#include "services/http/http_door.h"
#include "services/pages/map_files.h"

namespace urna::services {
namespace {

class ServedMap : public testing::Test {
 protected:
  ServedMap() {
    for (int i = 0; i < 200'000; ++i) tiles_ += static_cast<char>(i * 7 + i / 256);
    std::ofstream(folder_.Sub("tiles.pmtiles"), std::ios::binary) << tiles_;
    map_ = MapFiles::Open(folder_.path()).value();
    door_.ServeMap(*map_);
    door_.Start();
  }
  HttpReply Get(const std::string& path,
                std::vector<std::pair<std::string, std::string>> fields = {}) {
    return door_.Connect()->Call({.method = "GET", .target = path, .fields = std::move(fields)});
  }

  std::string tiles_;
  TemporaryFolder folder_;
  std::unique_ptr<MapFiles> map_;
  HttpDoor door_;
};

TEST_F(ServedMap, IsSentInParts) {
  const HttpReply index = Get("/map/index.json");
  EXPECT_EQ(index.body, "{\"areas\":false,\"tiles\":true}\n");
  EXPECT_EQ(index.Field("cache-control"), "public, max-age=3600");
  const HttpReply part = Get("/map/tiles.pmtiles", {{"Range", "bytes=100000-180000"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, tiles_.substr(100'000, 80'001));
  EXPECT_EQ(part.Field("cache-control"), "public, max-age=3600");
  EXPECT_EQ(Get("/map/tiles.pmtiles", {{"If-None-Match", part.Field("etag")}}).status, 304);
  EXPECT_EQ(Get("/map/areas.geojson").status, 404);
  EXPECT_EQ(Get("/map").status, 404);
}

// Its places are its own.
TEST(LargeMap, IsSentToOneAddressAFewTimesAtOnce) {
  const TemporaryFolder folder;
  std::ofstream(folder.Sub("tiles.pmtiles"), std::ios::binary);
  std::filesystem::resize_file(folder.Sub("tiles.pmtiles"), std::uintmax_t{64} << 20);
  const auto map = MapFiles::Open(folder.path()).value();
  HttpDoor door;
  door.ServeMap(*map);
  door.files().files = {{"/log/paris/checkpoint", {.bytes = "note"}}};
  door.Start();
  std::vector<std::unique_ptr<HttpClient>> all;
  for (std::size_t i = 0; i < kMapPiecesPerSource; ++i) {
    all.push_back(door.Connect());
    ASSERT_TRUE(all.back()->Send(Written({.method = "GET", .target = "/map/tiles.pmtiles"})));
    ASSERT_FALSE(all.back()->ReadSome().empty());
  }
  const auto status = [&](const std::string& path) {
    return door.Connect()->Call({.method = "GET", .target = path}).status;
  };
  EXPECT_EQ(status("/map/index.json"), 503);
  EXPECT_EQ(status("/log/paris/checkpoint"), 200);
}

}  // namespace
}  // namespace urna::services
