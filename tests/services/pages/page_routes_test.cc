#include "services/pages/page_routes.h"

#include <fmt/format.h>

#include "pch.h"

namespace urna::services {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string MessageOf(std::string_view json) {
  return std::string(ParsePageRoutes(json).status().message());
}

std::string WithRoute(std::string_view route, std::string_view embeddable = "") {
  return fmt::format(R"({{"routes":[{}],"embeddable":[{}]}})", route, embeddable);
}

std::string Route(std::string_view path, std::string_view file, std::string_view csp) {
  return fmt::format(R"({{"path":"{}","file":"{}","csp":"{}"}})", path, file, csp);
}

TEST(PageRoutes, StandWithTheLongestPathFirst) {
  const auto routes = ParsePageRoutes(
      WithRoute(fmt::format("{},{},{}", Route("/", "index.html", "default-src 'none'"),
                            Route("/vote/paper/", "paper.html", "default-src 'self'"),
                            Route("/vote/", "vote.html", "default-src 'self'")),
                R"("/vote/")"));
  ASSERT_TRUE(routes.ok()) << routes.status();
  ASSERT_THAT(*routes, SizeIs(3));
  EXPECT_EQ((*routes)[0].file, "paper.html");
  EXPECT_EQ((*routes)[1].file, "vote.html");
  EXPECT_EQ((*routes)[2].file, "index.html");
  EXPECT_FALSE((*routes)[0].is_embeddable);
  EXPECT_TRUE((*routes)[1].is_embeddable);
}

TEST(PageRoutes, SayWhoMayFrameThePage) {
  const auto framing = [](std::string_view csp, std::string_view embeddable) {
    return ParsePageRoutes(WithRoute(Route("/", "index.html", csp), embeddable)).value()[0].policy;
  };
  EXPECT_EQ(framing("default-src 'none'", ""), "default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(framing("default-src 'none'", R"("/")"), "default-src 'none'; frame-ancestors *");
  EXPECT_EQ(framing("frame-ancestors 'self'", R"("/")"), "frame-ancestors 'self'");
}

TEST(PageRoutes, AreRefusedInASentence) {
  const std::string right = Route("/", "index.html", "default-src 'none'");
  EXPECT_EQ(MessageOf(WithRoute(right)), "");
  EXPECT_THAT(MessageOf(""), HasSubstr("is no JSON"));
  EXPECT_THAT(MessageOf("[]"), HasSubstr("is no {\"routes\""));
  EXPECT_THAT(MessageOf(R"({"routes":[]})"), HasSubstr("is no {\"routes\""));
  EXPECT_THAT(MessageOf(R"({"routes":{},"embeddable":[]})"), HasSubstr("is no {\"routes\""));
  for (const char* route : {"1", "[]", "{}", R"({"path":"/","file":"index.html"})",
                            R"({"path":"/","file":"index.html","csp":1})",
                            R"({"path":"/","file":"index.html","csp":"x","more":"x"})"}) {
    EXPECT_THAT(MessageOf(WithRoute(route)), HasSubstr("has a route that is no")) << route;
  }
  for (const char* path : {"", "vote/", "/vote", "//", "/../", "/a/../", "/%76/", "/a b/"}) {
    EXPECT_THAT(MessageOf(WithRoute(Route(path, "a.html", "x"))), HasSubstr("whose path is none"))
        << path;
  }
  EXPECT_THAT(MessageOf(WithRoute(Route("/", "../a.html", "x"))), HasSubstr("has no file for /"));
  EXPECT_THAT(MessageOf(WithRoute(Route("/", "a.html", ""))), HasSubstr("has no csp for /"));
  // It would be another field.
  EXPECT_THAT(MessageOf(WithRoute(Route("/", "a.html", R"(x\r\nset-cookie: a)"))),
              HasSubstr("has no csp for /"));
  EXPECT_THAT(MessageOf(WithRoute(right + "," + right)), HasSubstr("has two routes for /"));
  EXPECT_THAT(MessageOf(WithRoute(right, R"("/embed/")")), HasSubstr("embeddable path"));
  EXPECT_THAT(MessageOf(WithRoute(right, "1")), HasSubstr("embeddable path"));
}

RC_GTEST_PROP(PageRoutes, AreReadFromAnyBytes, (const std::string& bytes)) {
  RC_ASSERT(!ParsePageRoutes(bytes).ok());
}

}  // namespace
}  // namespace urna::services
