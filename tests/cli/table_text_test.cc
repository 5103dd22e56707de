#include "cli/table_text.h"

#include "cli/client/csv.h"
#include "nlohmann/json.hpp"
#include "pch.h"

namespace urna::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TableText Table(const std::vector<std::pair<std::string, std::string>>& rows) {
  TableText table({{"name", "Nom"}, {"count", "Nombre", CellKind::kInteger}});
  for (const auto& [name, count] : rows) table.Add({name, count});
  return table;
}

TEST(TableText, IsInColumnsForPeople) {
  EXPECT_EQ(Table({{"écoles", "7"}, {"a", "1234"}}).AsText(""),
            "Nom     Nombre\n"
            "écoles       7\n"
            "a         1234\n");
  EXPECT_EQ(Table({}).AsText("Nothing."), "Nothing.\n");
}

TEST(TableText, CommandsNoTerminal) {
  EXPECT_THAT(Table({{"a\x1b[2J\nb\u202e", "1"}}).AsText(""),
              testing::AllOf(Not(HasSubstr("\x1b")), HasSubstr("\\x1b[2J\\x0ab")));
}

TEST(TableText, IsJsonForPrograms) {
  const auto json = nlohmann::json::parse(Table({{"a \"b\"\n=1", "-7"}, {"ü", ""}}).AsJson());
  EXPECT_EQ(json, nlohmann::json::parse(
                      R"([{"name":"a \"b\"\n=1","count":-7},{"name":"ü","count":null}])"));
  EXPECT_EQ(nlohmann::json::parse(Table({}).AsJson()), nlohmann::json::array());
  // Whatever bytes there are.
  EXPECT_TRUE(nlohmann::json::accept(Table({{"\xff\x80", "1"}}).AsJson()));
}

TEST(TableText, IsCsvThatNoSpreadsheetRuns) {
  const std::string csv = Table({{"=HYPERLINK(\"http://x\")", "-7"}, {"a, \"b\"", "1"}}).AsCsv();
  const auto table = client::ParseCsv(csv);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->header, (std::vector<std::string>{"name", "count"}));
  EXPECT_EQ(table->rows[0][0], "'=HYPERLINK(\"http://x\")");
  // A number is one.
  EXPECT_EQ(table->rows[0][1], "-7");
  EXPECT_EQ(table->rows[1][0], "a, \"b\"");
}

TEST(NoFormula, MarksWhatWouldBeOne) {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\tx", "\rx", "\nx",
                              "\u00a0=1", "\ufeff=1", "＝1", "＋1", "－1", "＠x", "\u3000=1"}) {
    EXPECT_THAT(NoFormula(formula), StartsWith("'")) << formula;
  }
  for (const char* text : {"", "a=1", "1-1", "'=1", "école", " a", "🌻", "مرحبا"}) {
    EXPECT_EQ(NoFormula(text), text);
  }
}

// Nothing is lost, and nothing begins with a sign.
RC_GTEST_PROP(NoFormulaProperty, KeepsTheText, (const std::string& text)) {
  const std::string safe = NoFormula(text);
  RC_ASSERT(safe == text || safe == "'" + text);
  RC_ASSERT(safe.empty() || std::string("=+-@\t\r\n").find(safe[0]) == std::string::npos);
}

TEST(OutputLanguage, IsThatOfTheLocale) {
  for (const char* french : {"fr", "fr_FR", "fr_FR.UTF-8", "fr_CA@euro", "fr-CH", "fr.UTF-8"}) {
    EXPECT_EQ(LanguageOfLocale(french), Language::kFrench) << french;
  }
  for (const char* other : {"", "C", "C.UTF-8", "POSIX", "en_GB.UTF-8", "fy_NL", "frp", "de_FR"}) {
    EXPECT_EQ(LanguageOfLocale(other), Language::kEnglish) << other;
  }
  OutputOptions options;
  options.language = "de";
  EXPECT_FALSE(ChooseLanguage(options).ok());
  options.language = "fr";
  EXPECT_EQ(ChooseLanguage(options).value(), Language::kFrench);
}

}  // namespace
}  // namespace urna::cli
