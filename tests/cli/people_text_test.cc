#include "cli/people_text.h"

#include "cli/audit_steps.h"
#include "cli/audit_summary.h"
#include "cli/rule_text.h"
#include "pch.h"
#include "tallying/allocation_rule.h"
#include "tallying/constraints.h"

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
  EXPECT_EQ(AmountText(Rational(-1, 2), "EUR", Language::kEnglish), "-€0.50");
  EXPECT_EQ(AmountText(Rational(-1, 2), "EUR", Language::kFrench), "-0,50\u00a0€");
}

// A cost of a tenth of a cent is not another cost, and a payment of it not none.
TEST(AmountText, ShowsAllDigitsOfAnAmountAndSomeOfAShare) {
  EXPECT_EQ(AmountText(Money::Minor(1'234'567), 3, "EUR", Language::kEnglish), "€1,234.567");
  EXPECT_EQ(AmountText(Money::Minor(15), 1, "JPY", Language::kFrench), "1,5\u00a0JPY");
  EXPECT_EQ(AmountText(Money::Minor(1'500), 3, "EUR", Language::kEnglish), "€1.50");
  EXPECT_EQ(AmountText(Rational(1, 300), "EUR", Language::kEnglish), "€0.003");
  EXPECT_EQ(AmountText(Rational(0), "EUR", Language::kEnglish), "€0");
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

TEST(TieBreakText, HasWordsForEveryName) {
  for (const char* name : {"lexicographic", "cost-votes", "votes-id", "order", "lot"}) {
    EXPECT_NE(TieBreakText(name, Language::kFrench), name);
  }
}

// A rule that gets another parameter must get words for it.
TEST(RuleText, HasWordsForEveryChoice) {
  for (const tallying::RuleDescription& rule : tallying::AllocationRules()) {
    EXPECT_NE(RuleText(rule.name, {}, Language::kEnglish), rule.name);
    std::vector<tallying::Parameter> all = rule.parameters;
    all.insert(all.end(), tallying::ConstraintParameters().begin(),
               tallying::ConstraintParameters().end());
    for (const tallying::Parameter& parameter : all) {
      std::vector<std::string> values = parameter.choices;
      if (values.empty()) values = {"7"};
      for (const std::string& value : values) {
        const std::string words = RuleText(rule.name, {{parameter.name, value}}, Language::kFrench);
        EXPECT_THAT(words, testing::Not(testing::HasSubstr(parameter.name))) << value;
      }
    }
  }
  EXPECT_EQ(RuleText("approval", {{"category_cap", "Sport=1000;Art=5"}}, Language::kEnglish),
            "the most supported first, at most, by category: Sport 1000; Art 5");
  EXPECT_EQ(RuleText("equal-shares", {{"utility", "cardinality"}}, Language::kEnglish),
            "equal shares of the money for all voters, by the number of projects");
}

TEST(ConstraintText, HasWordsForEveryCondition) {
  for (const tallying::Parameter& parameter : tallying::ConstraintParameters()) {
    EXPECT_NE(ConstraintText(parameter.name + ": Sport", Language::kFrench),
              parameter.name + ": Sport");
  }
}

TEST(CountText, CountsAsEachLanguageDoes) {
  EXPECT_EQ(CountText(0, "voter", "voters", Language::kEnglish), "0 voters");
  EXPECT_EQ(CountText(1, "voter", "voters", Language::kEnglish), "1 voter");
  EXPECT_EQ(CountText(90'494, "voter", "voters", Language::kEnglish), "90,494 voters");
  EXPECT_EQ(CountText(0, "votant", "votants", Language::kFrench), "0 votant");
  EXPECT_EQ(CountText(1, "votant", "votants", Language::kFrench), "1 votant");
  EXPECT_EQ(CountText(90'494, "votant", "votants", Language::kFrench), "90\u202f494 votants");
}

ledger::AuditStep Step(int number, const std::string& name, const std::string& detail,
                       const std::vector<std::uint64_t>& counts) {
  return {number, name, absl::OkStatus(), detail, counts};
}

TEST(StepLine, LeavesHashesToWhoeverAsks) {
  const auto step =
      Step(4, "checkpoint and log", "12 records, root " + std::string(64, 'a'), {12, 1});
  EXPECT_EQ(StepLine(step, false, Language::kEnglish),
            "ok    4 checkpoint and log: 12 records; the log's key is the bundle's own\n");
  EXPECT_EQ(
      StepLine(step, false, Language::kFrench),
      "ok    4 point de contrôle et journal : 12 enregistrements ; la clé du journal est celle "
      "du dossier\n");
  EXPECT_THAT(StepLine(step, true, Language::kFrench), testing::HasSubstr("root aaaa"));
  const auto course =
      Step(5, "opening, closing",
           "opened at 1795661951, closed at 1795661952 (Unix seconds), closing 6wil",
           {1'795'661'951, 1'795'661'952});
  EXPECT_THAT(StepLine(course, false, Language::kEnglish),
              testing::HasSubstr("opened Thursday, November 26, 2026"));
  EXPECT_THAT(StepLine(course, false, Language::kFrench),
              testing::HasSubstr("ouvert jeudi 26 novembre 2026 à "));
  for (const char* hidden : {"17956", "Unix", "6wil"}) {
    EXPECT_THAT(StepLine(course, false, Language::kEnglish),
                testing::Not(testing::HasSubstr(hidden)));
  }
}

TEST(StepLine, CountsOneAsOne) {
  const auto records = [](Language language, const std::vector<std::uint64_t>& counts) {
    return StepLine(Step(7, "records", "", counts), false, language);
  };
  EXPECT_EQ(records(Language::kEnglish, {1, 1, 1, 1}),
            "ok    7 records: 1 ballot counts, 1 key revoked, 1 of them after a vote, 1 fault\n");
  EXPECT_THAT(
      records(Language::kEnglish, {2, 0, 0, 2}),
      testing::HasSubstr("2 ballots count, 0 keys revoked, 0 of them after a vote, 2 faults"));
  EXPECT_THAT(
      records(Language::kFrench, {1, 0, 0, 2}),
      testing::HasSubstr("1 bulletin compte, 0 clé révoquée, dont 0 après un vote, 2 fautes"));
}

TEST(StepLine, SaysWhatDoesNotHoldInTheWordsOfTheProtocol) {
  const ledger::AuditStep step{8, "mixes", absl::InvalidArgumentError("mix/0: is missing")};
  EXPECT_EQ(StepLine(step, false, Language::kEnglish), "FAIL  8 mixes: mix/0: is missing\n");
  EXPECT_EQ(StepLine(step, false, Language::kFrench), "FAUX  8 mélanges : mix/0: is missing\n");
}

TEST(SummarizeAudit, SaysEachReceiptsFateByItsName) {
  ledger::AuditReport report;
  report.fates.push_back(
      {.record = 7, .fate = ledger::Fate::kCounted, .text = "the ballot of record 7 was counted"});
  EXPECT_EQ(SummarizeAudit(report, nullptr, {"ada.receipt"}, false, Language::kEnglish),
            "receipt ada.receipt: the ballot of record 7 was counted\n");
  EXPECT_EQ(SummarizeAudit(report, nullptr, {"ada.receipt"}, false, Language::kFrench),
            "reçu ada.receipt : le bulletin de l'enregistrement 7 a été compté\n");
}

TEST(SummarizeAudit, SaysInDetailWhichPagesTheManifestStates) {
  ledger::AuditReport report;
  report.steps.push_back({13, "journal", absl::OkStatus()});
  const auto summary = [&](Language language) {
    return SummarizeAudit(report, nullptr, {}, true, language);
  };
  EXPECT_THAT(summary(Language::kEnglish), testing::Not(testing::HasSubstr("pages")));
  report.pages_sha256 = "70a9e5";
  EXPECT_THAT(summary(Language::kEnglish), testing::HasSubstr("\npages    70a9e5\n"));
  EXPECT_THAT(summary(Language::kFrench), testing::HasSubstr("\npages     70a9e5\n"));
}

}  // namespace
}  // namespace urna::cli
