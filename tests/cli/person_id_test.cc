#include "cli/client/person_id.h"

#include "pch.h"

namespace urna::client {
namespace {

using testing::HasSubstr;

CsvTable People(const std::vector<std::string>& ids) {
  CsvTable people;
  people.header = {"person"};
  for (const std::string& id : ids) people.rows.push_back({id});
  return people;
}

TEST(NormalPersonId, LeavesTheOneSpellingAsItIs) {
  EXPECT_EQ(NormalPersonId("P-1").value(), "P-1");
  EXPECT_EQ(NormalPersonId("Zo\u00e9 de la Tour").value(), "Zo\u00e9 de la Tour");
}

TEST(NormalPersonId, ComposesWhatIsDecomposed) {
  EXPECT_EQ(NormalPersonId("Zoe\u0301").value(), "Zo\u00e9");
  // Marks in the wrong order: a dot below, then a circumflex.
  EXPECT_EQ(NormalPersonId("o\u0302\u0323").value(), "\u1ed9");
  EXPECT_EQ(NormalPersonId("\u1112\u1161\u11ab").value(), "\ud55c");
  // A singleton: the angstrom sign is an A with a ring.
  EXPECT_EQ(NormalPersonId("\u212b").value(), "\u00c5");
  // Excluded from composition.
  EXPECT_EQ(NormalPersonId("\u0958").value(), "\u0915\u093c");
}

TEST(NormalPersonId, KeepsWhatOnlyLooksAlike) {
  // NFC, not NFKC: a ligature and a full-width digit stay.
  EXPECT_EQ(NormalPersonId("\ufb01").value(), "\ufb01");
  EXPECT_EQ(NormalPersonId("\uff11").value(), "\uff11");
  EXPECT_EQ(NormalPersonId("p-1").value(), "p-1");
  EXPECT_NE(NormalPersonId("p-1").value(), NormalPersonId("P-1").value());
}

TEST(NormalPersonId, TrimsEveryWhiteSpaceAtItsEndsAndNoneInside) {
  const std::vector<std::string> spaces = {
      " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00a0", "\u1680",
      "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
      "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  for (const std::string& space : spaces) {
    EXPECT_EQ(NormalPersonId(space + "P" + space + space).value(), "P");
    EXPECT_FALSE(NormalPersonId(space).ok());
  }
  EXPECT_EQ(NormalPersonId(" P  1 ").value(), "P  1");
  // White_Space is all: a zero-width space, a word joiner and a byte order mark are not of it.
  for (const std::string other : {"\u200b", "\u2060", "\ufeff"}) {
    EXPECT_EQ(NormalPersonId(other + "P").value(), other + "P");
  }
}

TEST(NormalPersonId, KeepsANulByte) {
  const std::string id("a\0e\xcc\x81", 5);
  EXPECT_EQ(NormalPersonId(id).value(), std::string("a\0\xc3\xa9", 4));
}

TEST(NormalPersonId, RefusesTheEmptyAndWhatIsNoUtf8) {
  for (const std::string bad : {"", "   ", "\xff", "P\xc3", "\xc0\xaf", "\xed\xa0\x80"}) {
    EXPECT_EQ(NormalPersonId(bad).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

RC_GTEST_PROP(NormalPersonId, DoesNothingTwice, (const std::string& text)) {
  const auto once = NormalPersonId(text);
  if (once.ok()) RC_ASSERT(NormalPersonId(*once).value() == *once);
}

TEST(NormalPersonIds, NamesTheRecordsOfOnePerson) {
  const auto ids = NormalPersonIds(People({"Zo\u00e9", "Bob", " Zoe\u0301\u00a0"}), 0);
  EXPECT_THAT(std::string(ids.status().message()), HasSubstr("line 4"));
  EXPECT_THAT(std::string(ids.status().message()), HasSubstr("line 2"));
  EXPECT_THAT(std::string(ids.status().message()), testing::Not(HasSubstr("Zo")));
}

TEST(NormalPersonIds, NamesTheRecordWithoutAnId) {
  EXPECT_THAT(std::string(NormalPersonIds(People({"a", "\u3000"}), 0).status().message()),
              HasSubstr("line 3"));
  EXPECT_THAT(NormalPersonIds(People({" a", "b "}), 0).value(), testing::ElementsAre("a", "b"));
}

}  // namespace
}  // namespace urna::client
