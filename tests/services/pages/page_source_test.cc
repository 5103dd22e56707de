#include "services/pages/page_source.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class PageFolder : public testing::Test {
 protected:
  PageFolder() {
    Write("routes.json",
          R"({"routes":[{"path":"/","file":"index.html","csp":"x"}],"embeddable":[]})");
    Write("index.html", "the first");
    Write("assets/fonts/a.woff2", "a font");
  }

  void Write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = folder_.Sub(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  std::string Refusal() const { return std::string(LoadPages(folder_.path()).status().message()); }

  TemporaryFolder folder_;
};

TEST_F(PageFolder, IsReadWholeAtOnce) {
  const auto pages = LoadPages(folder_.path());
  ASSERT_TRUE(pages.ok()) << pages.status();
  // What becomes of the folder is nothing to the server.
  std::filesystem::remove_all(folder_.path());
  EXPECT_EQ((*pages)->Find("/")->bytes, "the first");
  EXPECT_EQ((*pages)->Find("/assets/fonts/a.woff2")->bytes, "a font");
  EXPECT_THAT((*pages)->list(), HasSubstr("  assets/fonts/a.woff2\n"));
}

TEST_F(PageFolder, IsRefusedInASentenceThatNamesIt) {
  EXPECT_EQ(Refusal(), "");
  Write("pages.sha256", "");
  EXPECT_THAT(Refusal(), AllOf(StartsWith("pages: " + folder_.path()), HasSubstr("makes itself")));
  EXPECT_THAT(LoadPages(folder_.Sub("nothing")).status().message(),
              testing::EndsWith("/nothing: is not a folder"));
}

TEST_F(PageFolder, LeadsNowhereElse) {
  std::filesystem::create_symlink("/etc/passwd", folder_.Sub("passwd.txt"));
  EXPECT_THAT(Refusal(), HasSubstr("without links"));
  std::filesystem::remove(folder_.Sub("passwd.txt"));
  std::filesystem::create_directory_symlink("/etc", folder_.Sub("etc"));
  EXPECT_THAT(Refusal(), HasSubstr("without links"));
}

TEST_F(PageFolder, IsNotReadBeyondItsLimits) {
  // A file of so many bytes of which none is written.
  Write("large.png", "");
  std::filesystem::resize_file(folder_.Sub("large.png"), Pages::kMostBytes);
  EXPECT_THAT(Refusal(), HasSubstr("more than 67108864 bytes"));
  std::filesystem::remove(folder_.Sub("large.png"));
  for (std::size_t i = 0; i < Pages::kMostFiles; ++i) Write(std::to_string(i), "");
  EXPECT_THAT(Refusal(), HasSubstr("more than 5000 files"));
}

TEST_F(PageFolder, IsNotFollowedDownWithoutEnd) {
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "a/";
  Write(deep + "a.txt", "");
  EXPECT_THAT(Refusal(), HasSubstr("too deep"));
}

TEST(PageSource, MayBeNone) { EXPECT_EQ(LoadPages("none").value(), nullptr); }

TEST(PageSource, IsTheProgramItselfWhereItIsBuiltIn) {
  const auto pages = LoadPages("built-in");
  ASSERT_TRUE(pages.ok()) << pages.status();
  ASSERT_EQ(*pages != nullptr, web::BuiltPage("routes.json").has_value());
  for (const web::BuiltFile& file : web::BuiltPages()) {
    if (*pages == nullptr) break;
    EXPECT_TRUE((*pages)->Find("/" + std::string(file.name))->bytes == file.bytes) << file.name;
  }
}

}  // namespace
}  // namespace urna::services
