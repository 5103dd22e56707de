#include "tallying/plain_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace urna::tallying {
namespace {

std::string Fault(std::string_view text) {
  const auto fault = FindTextFault(text);
  return fault ? std::to_string(fault->line) + ": " + fault->what : "";
}

TEST(PlainText, IsUtf8WithTabsAndLineEnds) {
  for (const char* text : {"", "plain", "Zoé\tŁódź\r\n", "\xef\xbb\xbfwith a mark", "日本 🗳️",
                           "longer than eight bytes, printable, and then: ~"}) {
    EXPECT_EQ(Fault(text), "") << text;
  }
}

TEST(PlainText, NamesTheLineAndTheByte) {
  EXPECT_EQ(Fault("name\nJos\xe9\n"), "2: byte 0xe9 is not UTF-8");
  EXPECT_EQ(Fault("name\r\nAda\r\nJos\xe9\r\n"), "3: byte 0xe9 is not UTF-8");
  EXPECT_EQ(Fault("name\rAda\rJos\xe9\r"), "3: byte 0xe9 is not UTF-8");
  EXPECT_EQ(Fault("seven..\x80"), "1: byte 0x80 is not UTF-8");
  EXPECT_EQ(Fault("a\n\nb\x1b[2J"), "3: holds the control character U+001b");
  EXPECT_EQ(Fault("0123456\x7f"), "1: holds the control character U+007f");
  EXPECT_EQ(Fault("\xc2\x85"), "1: holds the control character U+0085");
  EXPECT_EQ(Fault(std::string_view("some\0thing", 10)), "1: holds the control character U+0000");
  for (const char* bytes : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xff"}) {
    EXPECT_THAT(Fault(bytes), testing::HasSubstr("is not UTF-8"));
  }
}

TEST(PlainText, CallsUtf16ByItsName) {
  EXPECT_EQ(Fault("\xff\xfen\x01"), "1: is UTF-16, not UTF-8");
  EXPECT_EQ(Fault(std::string_view("n\0a\0m\0e\0", 8)), "1: is UTF-16, not UTF-8");
  EXPECT_EQ(Fault(std::string(100, '\0')), "1: holds the control character U+0000");
}

// Eight bytes at a time must find what one at a time does.
RC_GTEST_PROP(PlainText, IsFoundWhereverAByteStands, ()) {
  const auto length = *rc::gen::inRange<std::size_t>(1, 40);
  const auto at = *rc::gen::inRange<std::size_t>(0, length);
  const auto byte = *rc::gen::inRange(0, 256);
  std::string text(length, 'x');
  text[at] = static_cast<char>(byte);
  const bool wrong = (byte < 32 && byte != 9 && byte != 10 && byte != 13) || byte >= 127;
  RC_ASSERT(FindTextFault(text).has_value() == wrong);
}

RC_GTEST_PROP(PlainText, AnyBytesAreLookedAt, (const std::string& text)) {
  const auto fault = FindTextFault(text);
  RC_ASSERT(!fault || fault->line >= 1);
}

}  // namespace
}  // namespace urna::tallying
