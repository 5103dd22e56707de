#include "services/pages/page_path.h"

#include "pch.h"

namespace urna::services {
namespace {

TEST(PagePath, UndoesEscapesOnce) {
  EXPECT_EQ(PagePath("/"), "/");
  EXPECT_EQ(PagePath("/vote/"), "/vote/");
  EXPECT_EQ(PagePath("/assets/app-1f.js"), "/assets/app-1f.js");
  EXPECT_EQ(PagePath("/%76ote/%C3%A9cole"), "/vote/\u00e9cole");
  EXPECT_EQ(PagePath("/100%2525"), "/100%25");
  EXPECT_EQ(PagePath("/..."), "/...");
}

TEST(PagePath, IsNoneWhereProgramsWouldReadItInTwoWays) {
  for (const char* path : {"",
                           "*",
                           "vote",
                           "//",
                           "//vote",
                           "/vote//",
                           "/a//b",
                           "/.",
                           "/..",
                           "/../",
                           "/a/../b",
                           "/a/./b",
                           "/a/..",
                           "/%2e%2e/",
                           "/%2e%2E/etc/passwd",
                           "/a%2fb",
                           "/a%2Fb",
                           "/..%2f..%2fetc",
                           "/..%5c..%5cetc",
                           "/a\\b",
                           "/\\..\\..",
                           "/%00",
                           "/a%00.js",
                           "/a%0a",
                           "/a%7f",
                           "/%",
                           "/%4",
                           "/%zz",
                           "/%+1",
                           "/% 1",
                           "/%-1",
                           "/%0x"}) {
    EXPECT_EQ(PagePath(path), std::nullopt) << path;
  }
  EXPECT_EQ(PagePath(std::string_view("/a\0b", 4)), std::nullopt);
}

RC_GTEST_PROP(PagePath, HoldsNoWayOutWhateverWasAsked, (const std::string& bytes)) {
  const std::optional<std::string> path = PagePath("/" + bytes);
  if (!path) return;
  RC_ASSERT(path->starts_with('/'));
  RC_ASSERT(path->find('\\') == std::string::npos);
  RC_ASSERT(path->find('\0') == std::string::npos);
  RC_ASSERT(path->find("//") == std::string::npos);
  RC_ASSERT((*path + "/").find("/../") == std::string::npos);
}

RC_GTEST_PROP(PagePath, TakesAnyTextOfTheseCharacters, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("/.%25ef\\a0")));
  const std::optional<std::string> path = PagePath("/" + text);
  if (path) RC_ASSERT((*path + "/").find("/../") == std::string::npos);
}

TEST(PageName, IsOneThatAPathHas) {
  for (const char* name : {"index.html", "assets/app-1f.js", ".well-known/security.txt", "a+b~c"}) {
    EXPECT_TRUE(IsPageName(name)) << name;
  }
  for (const char* name : {"", "/", "a/", "/a", "a//b", "../a", "a/../b", "a b", "a%20b", "a\\b",
                           "a\nb", "\u00e9cole.html"}) {
    EXPECT_FALSE(IsPageName(name)) << name;
  }
}

}  // namespace
}  // namespace urna::services
