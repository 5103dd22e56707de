#include "cli/client/csv.h"

#include "pch.h"

namespace urna::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Whatever a registrar's list may hold: quotes, separators, line ends, bytes that are no UTF-8.
rc::Gen<std::string> Field() {
  return rc::gen::container<std::string>(
      rc::gen::element('a', ' ', ',', ';', '"', '\n', '\r', '\t', '\xc3', '\xa9', '0'));
}

RC_GTEST_PROP(Csv, ReadsBackWhatItWrites, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 6);
  const auto height = *rc::gen::inRange<std::size_t>(0, 8);
  std::vector<std::string> header;
  for (std::size_t i = 0; i < width; ++i) header.push_back("column " + std::to_string(i));
  std::string text = CsvLine(header);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < height; ++i) {
    rows.push_back(*rc::gen::container<std::vector<std::string>>(width, Field()));
    text += CsvLine(rows.back());
  }
  const auto table = ParseCsv(text);
  RC_ASSERT(table.ok());
  RC_ASSERT(table->header == header);
  RC_ASSERT(table->rows == rows);
}

TEST(Csv, ShowsTextThatBeginsLikeAFormulaAsText) {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"}) {
    EXPECT_EQ(ShownCell(formula), std::string("'") + formula);
  }
  for (const char* text : {"", "parks", "1=1", "'=1", "é"}) EXPECT_EQ(ShownCell(text), text);
}

RC_GTEST_PROP(Csv, ParsesOrRefusesAnyBytes, (const std::string& text)) {
  const auto table = ParseCsv(text);
  if (!table.ok()) return;
  for (const auto& row : table->rows) RC_ASSERT(row.size() == table->header.size());
}

TEST(Csv, TakesTheSemicolonsAndTheMarkOfASpreadsheet) {
  const auto table = ParseCsv("\xef\xbb\xbfnom;quartier\r\n\r\nZoé;mirail\r\n");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->header, ElementsAre("nom", "quartier"));
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("Zoé", "mirail")));
  EXPECT_EQ(table->Column("quartier").value(), 1U);
}

TEST(Csv, NamesTheRecordAtFault) {
  EXPECT_THAT(ParseCsv("a,b\n1,2\n3\n").status().message(), HasSubstr("line 3"));
  EXPECT_THAT(ParseCsv("a,b\n1,2\n3\"x,4\n").status().message(), HasSubstr("line 3"));
  EXPECT_THAT(ParseCsv("a,b\n\"unfinished,2\n3,4\n").status().message(),
              testing::AllOf(HasSubstr("line 2"), HasSubstr("is missing")));
}

TEST(Csv, KnowsTheLineThatEachRowBeginsIn) {
  const auto table = ParseCsv("a,b\r\n\r\n1,\"two\nlines\"\r\n\n3,4\n5,6");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->lines, ElementsAre(3U, 6U, 7U));
  EXPECT_THAT(ParseCsv("a,b\n1,\"two\nlines\"\n3\n").status().message(), HasSubstr("line 4"));
  EXPECT_THAT(ParseCsv("a,b\r1,2\r3\r").status().message(), HasSubstr("line 3"));
  EXPECT_THAT(ParseCsv("a,b\n  \n\t\n3\n").status().message(), HasSubstr("line 4"));
}

TEST(Csv, GuessesTheSeparatorOutsideQuotes) {
  const auto commas =
      ParseCsv("name,\"address; second; third; line\",electorate\nAda,1 Street,n\n");
  ASSERT_TRUE(commas.ok()) << commas.status();
  EXPECT_THAT(commas->header, ElementsAre("name", "address; second; third; line", "electorate"));
  const auto semicolons = ParseCsv("\"a,b,c,\nd\";e\n1;2\n");
  ASSERT_TRUE(semicolons.ok()) << semicolons.status();
  EXPECT_THAT(semicolons->header, ElementsAre("a,b,c,\nd", "e"));
  const auto one = ParseCsv("name\nAda; Bea; Cy\n");
  ASSERT_TRUE(one.ok());
  EXPECT_THAT(one->rows, ElementsAre(ElementsAre("Ada; Bea; Cy")));
}

TEST(Csv, RefusesColumnsWithoutANameOrWithTheSame) {
  EXPECT_FALSE(ParseCsv("a,\n1,2\n").ok());
  EXPECT_FALSE(ParseCsv("a,a\n1,2\n").ok());
  EXPECT_FALSE(ParseCsv("").ok());
}

TEST(Csv, ListsTheColumnsWhereOneIsMissing) {
  const auto table = ParseCsv("name,street\n");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->Column("district").status().message(), HasSubstr("name, street"));
}

}  // namespace
}  // namespace urna::client
