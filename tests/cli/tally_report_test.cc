#include "cli/tally_report.h"

#include "pch.h"

namespace urna::cli {
namespace {


TEST(TallyReport, PutsADocumentIntoItsPlaceAndNothingElse) {
  const auto page = PutInto("<p>before</p>@URNA_REPORT@<p>after</p>", R"({"a":"b"})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(*page, R"(<p>before</p>{"a":"b"}<p>after</p>)");
}

// A project's name may be anything, and ends no script.
TEST(TallyReport, LetsNoTextOutOfTheScriptThatHoldsIt) {
  const auto page = PutInto("@URNA_REPORT@", "</script><!-- <script \u2028\u2029 @URNA_REPORT@ {}");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(*page,
            "\\u003c/script>\\u003c!-- \\u003cscript \\u2028\\u2029 @URNA_REPORT@ {}");
}

TEST(TallyReport, RefusesAPageWithoutOnePlace) {
  for (const char* page : {"", "<p></p>", "@URNA_REPORT@ @URNA_REPORT@"}) {
    EXPECT_EQ(PutInto(page, "{}").status().code(), absl::StatusCode::kInternal) << page;
  }
}

TEST(TallyReport, ReadsTheDaysOfFiles) {
  EXPECT_EQ(DayOf("31.10.2022"), "2022-10-31");
  for (const char* other : {"", "2022", "1.10.2022", "31/10/2022", "31.1o.2022", "31.10.2022 "}) {
    EXPECT_EQ(DayOf(other), "") << other;
  }
}

}  // namespace
}  // namespace urna::cli
