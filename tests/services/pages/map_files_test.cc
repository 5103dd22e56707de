#include "services/pages/map_files.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "pch.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class MapFolder : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_.Sub(name), std::ios::binary) << bytes;
  }
  std::unique_ptr<MapFiles> Open() const { return MapFiles::Open(folder_.path()).value(); }
  std::string Refusal() const {
    return std::string(MapFiles::Open(folder_.path()).status().message());
  }

  TemporaryFolder folder_;
};

std::string Read(PublicFile file, std::uint64_t offset = 0, std::size_t most = 1000) {
  return file.read(offset, most).value();
}

TEST_F(MapFolder, SaysWhichOfItsFilesAreThere) {
  Write("areas.geojson", "{}");
  EXPECT_EQ(Read(*Open()->Find("/map/index.json")), "{\"areas\":true,\"tiles\":false}\n");
  Write("tiles.pmtiles", "PMTiles");
  const auto map = Open();
  const PublicFile index = *map->Find("/map/index.json");
  EXPECT_EQ(index.content_type, "application/json");
  EXPECT_EQ(index.fresh, absl::Hours(1));
  EXPECT_NE(index.etag, "");
  EXPECT_EQ(index.size, 28u);
  EXPECT_EQ(Read(*map->Find("/map/index.json")), "{\"areas\":true,\"tiles\":true}\n");
  EXPECT_EQ(Read(*(*MapFiles::Open(""))->Find("/map/index.json")),
            "{\"areas\":false,\"tiles\":false}\n");
}

TEST_F(MapFolder, IsReadWhereItIsAsked) {
  Write("tiles.pmtiles", "0123456789");
  const auto map = Open();
  const PublicFile tiles = *map->Find("/map/tiles.pmtiles");
  EXPECT_EQ(tiles.content_type, "application/vnd.pmtiles");
  EXPECT_EQ(tiles.size, 10u);
  EXPECT_FALSE(tiles.is_immutable);
  EXPECT_EQ(Read(*map->Find("/map/tiles.pmtiles"), 3, 4), "3456");
  EXPECT_EQ(Read(*map->Find("/map/tiles.pmtiles"), 8, 4), "89");
  EXPECT_EQ(Read(*map->Find("/map/tiles.pmtiles"), 10, 4), "");
  EXPECT_EQ(Read(*map->Find("/map/tiles.pmtiles"), UINT64_MAX, 4), "");
}

// Of which the disk holds the end alone.
TEST_F(MapFolder, HoldsFilesOfAnySize) {
  constexpr std::uint64_t kSize = std::uint64_t{300} << 30;
  Write("tiles.pmtiles", "");
  std::filesystem::resize_file(folder_.Sub("tiles.pmtiles"), kSize);
  std::fstream(folder_.Sub("tiles.pmtiles"), std::ios::in | std::ios::out | std::ios::binary)
          .seekp(static_cast<std::streamoff>(kSize) - 3)
      << "end";
  const auto map = Open();
  PublicFile tiles = *map->Find("/map/tiles.pmtiles");
  EXPECT_EQ(tiles.size, kSize);
  EXPECT_EQ(tiles.read(kSize - 3, 1000).value(), "end");
  EXPECT_EQ(tiles.read(0, SIZE_MAX).value().size(), kPublicReadBytes);
}

TEST_F(MapFolder, HasAnotherTagForAnotherFile) {
  Write("areas.geojson", "{}");
  const std::string first = Open()->Find("/map/areas.geojson")->etag;
  EXPECT_EQ(Open()->Find("/map/areas.geojson")->etag, first);
  Write("areas.geojson", "{ }");
  EXPECT_NE(Open()->Find("/map/areas.geojson")->etag, first);
}

TEST_F(MapFolder, IsSeenToBeCutShort) {
  Write("tiles.pmtiles", "0123456789");
  const auto map = Open();
  PublicFile tiles = *map->Find("/map/tiles.pmtiles");
  std::filesystem::resize_file(folder_.Sub("tiles.pmtiles"), 5);
  EXPECT_TRUE(absl::IsDataLoss(tiles.read(0, 10).status()));
  EXPECT_EQ(tiles.read(0, 5).value(), "01234");
}

TEST_F(MapFolder, HoldsNothingElse) {
  Write("areas.geojson", "{}");
  Write("secret.txt", "");
  const auto map = Open();
  for (const char* path :
       {"/map/", "/map/secret.txt", "/map/tiles.pmtiles", "/map/../map/index.json",
        "/map/%61reas.geojson", "/map//areas.geojson"}) {
    EXPECT_EQ(ErrorReason(map->Find(path).status()), "NO_SUCH_FILE") << path;
  }
}

TEST_F(MapFolder, IsRefusedInASentence) {
  EXPECT_THAT(Refusal(), AllOf(StartsWith("map_dir: " + folder_.path()),
                               HasSubstr("areas.geojson or tiles.pmtiles")));
  EXPECT_THAT(MapFiles::Open(folder_.Sub("nothing")).status().message(),
              HasSubstr("/nothing: expected a folder"));
  std::filesystem::create_directory(folder_.Sub("areas.geojson"));
  EXPECT_THAT(Refusal(), HasSubstr("expected an ordinary file"));
  std::filesystem::remove(folder_.Sub("areas.geojson"));
  ASSERT_EQ(mkfifo(folder_.Sub("areas.geojson").c_str(), 0600), 0);
  EXPECT_THAT(Refusal(), HasSubstr("expected an ordinary file"));
}

}  // namespace
}  // namespace urna::services
