#include "services/messages/text_template.h"

#include <map>

#include "pch.h"
#include "services/messages/occasions.h"
#include "services/messages/own_texts.h"

namespace urna::services {
namespace {

std::string Fill(std::string_view text, const std::map<std::string, std::string>& values,
                 std::size_t most = kMaxBody) {
  return FillTemplate(
      text,
      [&](std::string_view field) {
        const auto value = values.find(std::string(field));
        return value == values.end() ? "" : value->second;
      },
      most);
}

TEST(Templates, HaveFieldsInBraces) {
  EXPECT_EQ(Fill("Bonjour {name} !", {{"name", "Marie"}}), "Bonjour Marie !");
  EXPECT_EQ(Fill("{{name}} {name}{name}", {{"name", "x"}}), "{name} xx");
  EXPECT_EQ(Fill("no field at all", {}), "no field at all");
}

TEST(Templates, LeaveOutLinesWithNothingToSay) {
  EXPECT_EQ(Fill("a\nWhy: {reason}\n\nb {x}\n", {{"x", "y"}}), "a\nb y");
  EXPECT_EQ(Fill("{a} and {b}", {{"b", "B"}}), " and B") << "one field says something";
}

TEST(Templates, AreRefusedWithThePlaceOfWhatIsWrong) {
  EXPECT_TRUE(CheckTemplate("{title}: {{x}}\n{url}", {"title", "url"}).ok());
  const auto wrong = [](std::string_view text) {
    return std::string(CheckTemplate(text, {"title", "url"}).message());
  };
  EXPECT_THAT(wrong("a\nb {titel}"), testing::HasSubstr("line 2, column 3"));
  EXPECT_THAT(wrong("{titel}"), testing::HasSubstr("title, url"));
  for (const char* alone : {"{", "}", "{title", "title}", "{Title}", "{ti tle}", "{}", "{{title}"}) {
    EXPECT_THAT(wrong(alone), testing::HasSubstr("brace")) << alone;
  }
}

RC_GTEST_PROP(Templates, NeverReadAValue, (const std::string& value)) {
  // What stands in a value is no field, whatever it looks like.
  const std::string hostile = "{secret}" + value + "}}{{";
  const std::string filled = Fill("<{a}>", {{"a", hostile}, {"secret", "geheim"}});
  RC_ASSERT(filled == "<" + hostile + ">");
}

RC_GTEST_PROP(Templates, TakeAnyTextAndGiveNoMoreThanAskedFor, (const std::string& text)) {
  const std::string filled = Fill(text, {{"a", std::string(5000, 'x')}}, 100);
  RC_ASSERT(filled.size() <= 100u);
}

TEST(Templates, AreCutBetweenCharacters) {
  EXPECT_EQ(CutText("aé", 2), "a");
  EXPECT_EQ(CutText("aé", 3), "aé");
  EXPECT_EQ(Fill("{a}", {{"a", "ééé"}}, 3), "é");
}

TEST(OwnTexts, AreThereForEveryOccasionAndUseTheFieldsItHas) {
  for (const OccasionRow& row : Occasions()) {
    std::vector<std::string> fields;
    for (const TextField& field : FieldsOf(row)) fields.emplace_back(field.name);
    EXPECT_EQ(fields.size(), row.fields.size() + 1 + (row.is_of_process ? 2 : 0) +
                                 (row.can_be_stopped ? 1 : 0));
    for (const std::string_view language : kLanguages) {
      SCOPED_TRACE(std::string(row.word) + " " + std::string(language));
      const OwnText text = OwnTextOf(row.occasion, language);
      EXPECT_FALSE(text.subject.empty());
      EXPECT_FALSE(text.body.empty());
      EXPECT_TRUE(CheckTemplate(text.subject, fields).ok());
      EXPECT_TRUE(CheckTemplate(text.body, fields).ok()) << CheckTemplate(text.body, fields);
      EXPECT_LE(text.subject.size(), kMaxSubjectTemplate);
      EXPECT_LE(text.body.size(), kMaxBodyTemplate);
    }
  }
  for (int number = 1; number < v1::Occasion_ARRAYSIZE; ++number) {
    EXPECT_NE(FindOccasion(static_cast<v1::Occasion>(number)), nullptr) << number;
  }
}

}  // namespace
}  // namespace urna::services
