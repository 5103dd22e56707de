#include "ledger/text.h"

#include "crypto/bytes.h"
#include "crypto/utf8.h"

namespace urna::ledger {
namespace {

TEST(EscapedName, KeepsWhatAReaderSees) {
  for (std::string_view name :
       {"roll/e-1.roll", "a name (copy) 2.txt", "~`!@#$%^&*|;:<>?,", "résumé", "re\u0301sume\u0301",
        "Ελληνικά", "العربية", "हिन्दी", "日本語", "\U0001f5f3", ""}) {
    EXPECT_EQ(EscapedName(name), name);
  }
}

TEST(EscapedName, ShowsWhatAReaderCouldNotSee) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
      {"a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\x7f\u009b", "\\x7f\\xc2\\x9b"},
      {"\\ \" '", "\\x5c \\x22 \\x27"},
      // No UTF-8: a lone byte, an overlong form, a surrogate, half a character.
      {"a\xff", "a\\xff"},
      {"\xc0\xaf", "\\xc0\\xaf"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
      {"é\xe2\x82", "é\\xe2\\x82"},
      // Right to left, zero width, spaces that are not U+0020, tags.
      {"gpj.\u202eexe", "gpj.\\xe2\\x80\\xaeexe"},
      {"con\u200bfig", "con\\xe2\\x80\\x8bfig"},
      {"\ufeff\u2066\u061c", "\\xef\\xbb\\xbf\\xe2\\x81\\xa6\\xd8\\x9c"},
      {"\u00a0\u2028\u3000", "\\xc2\\xa0\\xe2\\x80\\xa8\\xe3\\x80\\x80"},
      {"\U000e0041", "\\xf3\\xa0\\x81\\x81"},
      {"\ue000\uffff\U0010fffd", "\\xee\\x80\\x80\\xef\\xbf\\xbf\\xf4\\x8f\\xbf\\xbd"},
  };
  for (const auto& [name, escaped] : names) EXPECT_EQ(EscapedName(name), escaped);
}

std::string Unescaped(std::string_view escaped) {
  std::string name;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\') {
      name += escaped[i];
      continue;
    }
    const auto byte = crypto::FromHex(escaped.substr(i + 2, 2)).value();
    name += static_cast<char>(byte[0]);
    i += 3;
  }
  return name;
}

RC_GTEST_PROP(EscapedName, IsSafeAndLosesNothing, ()) {
  // Bytes alone rarely make a character.
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
      rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
      rc::gen::element<std::string>("é", "\u202e", "\U000e0041", "\\", "\\x41", "日", "\u2009")));
  std::string name;
  for (const auto& piece : pieces) name += piece;
  const std::string escaped = EscapedName(name);
  const auto points = crypto::DecodeUtf8(escaped);
  RC_ASSERT(points.has_value());
  for (const char32_t c : *points) {
    RC_ASSERT(c >= 0x20 && (c < 0x7f || c > 0x9f) && c != '"' && c != '\'');
    RC_ASSERT(c == ' ' || !crypto::IsUnicodeSpace(c));
    RC_ASSERT(!(c >= 0x200b && c <= 0x200f) && !(c >= 0x202a && c <= 0x202e));
  }
  RC_ASSERT(Unescaped(escaped) == name);
}

}  // namespace
}  // namespace urna::ledger
