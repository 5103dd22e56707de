#include "cli/people_text.h"

#include "cli/audit_summary.h"
#include "pch.h"

namespace urna::cli {
namespace {

using tallying::Money;
using tallying::Rational;

TEST(AmountText, IsAsPeopleOfTheCurrencyWriteIt) {
  const Money amount = Money::Minor(8'282'050);
  EXPECT_EQ(AmountText(amount, 2, "EUR", Language::kFrench), "82\u202f820,50\u00a0€");
  EXPECT_EQ(AmountText(amount, 2, "EUR", Language::kEnglish), "€82,820.50");
  EXPECT_EQ(AmountText(amount, 2, "PLN", Language::kEnglish), "82\u00a0820,50\u00a0zł");
  EXPECT_EQ(AmountText(amount, 2, "XYZ", Language::kEnglish), "82,820.50\u00a0XYZ");
  EXPECT_EQ(AmountText(amount, 2, "", Language::kEnglish), "82,820.50");
  EXPECT_EQ(AmountText(Money::Minor(900), 2, "USD", Language::kEnglish), "$9");
  // What is shared out is rarely a whole number of cents.
  EXPECT_EQ(AmountText(Rational(250'000, 3), "EUR", Language::kEnglish), "€83,333.33");
  EXPECT_EQ(AmountText(Rational(-1, 2), "EUR", Language::kEnglish), "€-0.50");
}

TEST(NumberText, HasNoExponent) {
  EXPECT_EQ(NumberText(Rational(82'820'000, 1), Language::kEnglish), "82,820,000");
  EXPECT_EQ(NumberText(Rational(5, 2), Language::kFrench), "2,5");
  EXPECT_EQ(NumberText(Rational(1, 1'000'000), Language::kEnglish), "0.000001");
  EXPECT_EQ(NumberText(Rational(0), Language::kEnglish), "0");
}

TEST(RuleText, SaysWhatIsDoneAndNoParameterAtItsDefault) {
  EXPECT_EQ(RuleText("approval", {{"on_unaffordable", "skip"}}, Language::kEnglish),
            "the most supported first");
  const std::string words =
      RuleText("equal-shares", {{"completion", "add1"}, {"then", "greedy"}}, Language::kFrench);
  EXPECT_THAT(words, testing::HasSubstr("parts égales"));
  for (const char* spelt : {"=", "add1", "greedy", "equal-shares"}) {
    EXPECT_THAT(words, testing::Not(testing::HasSubstr(spelt)));
  }
}

TEST(StepLine, LeavesHashesToWhoeverAsks) {
  const ledger::AuditStep step{4, "checkpoint and log", absl::OkStatus(),
                               "12 records, root " + std::string(64, 'a') + "; the key is its own"};
  EXPECT_EQ(StepLine(step, false), "ok    4 checkpoint and log: 12 records; the key is its own\n");
  EXPECT_THAT(StepLine(step, true), testing::HasSubstr("root aaaa"));
  const ledger::AuditStep course{5, "opening, closing", absl::OkStatus(),
                                 "opened at 1795661951, closed at 1795661952 (Unix seconds), "
                                 "closing 6wil y2vi"};
  EXPECT_THAT(StepLine(course, false), testing::HasSubstr("opened at "));
  for (const char* hidden : {"17956", "Unix", "6wil"}) {
    EXPECT_THAT(StepLine(course, false), testing::Not(testing::HasSubstr(hidden)));
  }
}

TEST(SummarizeAudit, SaysEachReceiptsFateByItsName) {
  ledger::AuditReport report;
  report.fates.push_back(
      {.record = 7, .fate = ledger::Fate::kCounted, .text = "the ballot of record 7 was counted"});
  EXPECT_EQ(SummarizeAudit(report, nullptr, {"ada.receipt"}, false),
            "receipt ada.receipt: the ballot of record 7 was counted\n");
}

}  // namespace
}  // namespace urna::cli
