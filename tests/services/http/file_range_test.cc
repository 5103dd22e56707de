#include "services/http/file_range.h"

#include "pch.h"

namespace urna::services {
namespace {

AskedRange Part(std::uint64_t offset, std::uint64_t size) { return FileRange{offset, size}; }

TEST(Range, IsAPartOfTheFile) {
  EXPECT_EQ(ParseRange("bytes=0-0", 100), Part(0, 1));
  EXPECT_EQ(ParseRange("bytes=10-19", 100), Part(10, 10));
  EXPECT_EQ(ParseRange("bytes=90-", 100), Part(90, 10));
  EXPECT_EQ(ParseRange("bytes=90-1000", 100), Part(90, 10));
  EXPECT_EQ(ParseRange("bytes=-30", 100), Part(70, 30));
  EXPECT_EQ(ParseRange("bytes=-300", 100), Part(0, 100));
}

TEST(Range, MayLieOutside) {
  for (const char* range : {"bytes=100-", "bytes=100-200", "bytes=-0"}) {
    EXPECT_EQ(ParseRange(range, 100), AskedRange(OutsideFile())) << range;
  }
  EXPECT_EQ(ParseRange("bytes=0-", 0), AskedRange(OutsideFile()));
}

// RFC 9110 lets a server send the whole.
TEST(Range, IsPassedOverWhereItIsNoneOrSeveral) {
  for (const char* range :
       {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,3-4", "items=0-1", "bytes=0",
        "bytes=+1-2", "bytes=0x1-2", "bytes=18446744073709551616-"}) {
    EXPECT_EQ(ParseRange(range, 100), AskedRange()) << range;
  }
}

RC_GTEST_PROP(AnyRange, LiesInTheFile, ()) {
  const auto range =
      "bytes=" + *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789-")));
  const auto size = *rc::gen::inRange<std::uint64_t>(0, 1000);
  const AskedRange asked = ParseRange(range, size);
  if (const FileRange* part = std::get_if<FileRange>(&asked)) {
    RC_ASSERT(part->size > 0 && part->offset < size && part->size <= size - part->offset);
  }
}

TEST(Tag, IsNamedByItselfByAListOrByAll) {
  EXPECT_TRUE(NamesTag("\"a\"", "a"));
  EXPECT_TRUE(NamesTag("\"b\", W/\"a\"", "a"));
  EXPECT_TRUE(NamesTag("*", "a"));
  EXPECT_FALSE(NamesTag("a", "a"));
  EXPECT_FALSE(NamesTag("\"b\"", "a"));
  EXPECT_FALSE(NamesTag("*", ""));
}

}  // namespace
}  // namespace urna::services
