#include "cli/client/files.h"

#include <filesystem>
#include <fstream>

#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

std::string Open(const std::string& path) {
  auto file = ReservedFile::Open(path, Access::kOwnerOnly);
  return file.ok() ? "" : std::string(file.status().message());
}

TEST(ReservedFile, StaysOnlyWhenItWasFilled) {
  const TemporaryFolder folder;
  const std::string path = folder.Sub("receipt");
  {
    auto file = ReservedFile::Open(path, Access::kOwnerOnly);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  {
    auto file = ReservedFile::Open(path, Access::kOwnerOnly);
    ASSERT_TRUE(file.ok()) << file.status();
    ReservedFile moved = *std::move(file);
    EXPECT_TRUE(moved.Fill(crypto::AsBytes("kept")).ok());
  }
  EXPECT_EQ(ReadText(path, 10).value(), "kept");
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(ReservedFile, TakesOnlyAPlaceWhereNothingIsLost) {
  const TemporaryFolder folder;
  std::ofstream(folder.Sub("full")) << "something";
  std::ofstream(folder.Sub("empty"));
  std::filesystem::create_symlink(folder.Sub("empty"), folder.Sub("link"));
  EXPECT_THAT(Open(folder.Sub("full")), testing::HasSubstr("choose another name"));
  EXPECT_THAT(Open(folder.Sub("link")), testing::HasSubstr("choose another name"));
  EXPECT_THAT(Open(folder.path()), testing::HasSubstr("choose another name"));
  EXPECT_THAT(Open(folder.Sub("none/receipt")), testing::HasSubstr("cannot create"));
  EXPECT_EQ(ReadText(folder.Sub("full"), 10).value(), "something");
  // What a crash left.
  EXPECT_EQ(Open(folder.Sub("empty")), "");
}

// The devices of a system among them, which never end.
TEST(ReadText, StopsWhereItIsNoText) {
  constexpr std::uint64_t kNothingSoLarge = std::uint64_t{1} << 50;
  EXPECT_THAT(ReadText("/dev/zero", kNothingSoLarge).status().message(),
              testing::HasSubstr("/dev/zero:1: "));
  EXPECT_FALSE(ReadText("/dev/urandom", kNothingSoLarge).ok());
  EXPECT_EQ(ReadText("/dev/null", kNothingSoLarge).value(), "");
  EXPECT_EQ(ReadText("/dev/zero", 1 << 20, "utf-16").status().code(),
            absl::StatusCode::kOutOfRange);
  const TemporaryFolder folder;
  std::ofstream(folder.Sub("late"), std::ios::binary) << "a\nb\n"
                                                      << std::string(1 << 20, 'c') << "\n"
                                                      << '\0' << std::string(1 << 20, '\n');
  EXPECT_THAT(ReadText(folder.Sub("late"), kNothingSoLarge).status().message(),
              testing::HasSubstr("late:4: "));
}

}  // namespace
}  // namespace urna::client
