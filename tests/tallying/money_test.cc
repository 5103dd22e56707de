#include "tallying/money.h"

#include "pch.h"

namespace urna::tallying {
namespace {

Money Cents(const char* text) {
  const auto decimal = ParseDecimal(text);
  EXPECT_TRUE(decimal.ok()) << text;
  const auto money = ToMoney(*decimal, 2);
  EXPECT_TRUE(money.ok()) << text;
  return *money;
}

TEST(Money, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(Cents("1200"), Money::Minor(120000));
  EXPECT_EQ(Cents("400000.0"), Money::Minor(40000000));
  EXPECT_EQ(Cents("12.5"), Money::Minor(1250));
  EXPECT_EQ(Cents("12,05"), Money::Minor(1205));
  EXPECT_EQ(Cents("1 234 567,8"), Money::Minor(123456780));
  EXPECT_EQ(Cents("1.5e+06"), Money::Minor(150000000));
  EXPECT_EQ(Cents("0.00"), Money());
  EXPECT_EQ(Cents("250e-2"), Money::Minor(250));
}

TEST(Money, IsReadInGroupsOfThousands) {
  EXPECT_EQ(Cents("1,234.50"), Money::Minor(123450));
  EXPECT_EQ(Cents("1.234,50"), Money::Minor(123450));
  EXPECT_EQ(Cents("1,234,567"), Money::Minor(123456700));
  EXPECT_EQ(Cents("1.234.567,8"), Money::Minor(123456780));
  EXPECT_EQ(Cents("12'500"), Money::Minor(1250000));
  EXPECT_EQ(Cents("12\u00a0500,5"), Money::Minor(1250050));
  EXPECT_EQ(Cents("12\u202f500"), Money::Minor(1250000));
  EXPECT_EQ(Cents("12\u2009500"), Money::Minor(1250000));
  EXPECT_EQ(Cents("12\u2019500.50"), Money::Minor(1250050));
  EXPECT_EQ(Cents("1'234\u2019567"), Money::Minor(123456700));
  EXPECT_EQ(ParseDecimal("1 234,500")->mantissa, 12345);
}

// Fifty thousand euros must not become fifty.
TEST(Money, IsNeverGuessed) {
  for (const char* text : {"50,000", "10.000", "1,000", "999.999", "1.000", "100000.000"}) {
    EXPECT_FALSE(ParseDecimal(text).ok()) << text;
    EXPECT_TRUE(IsAmbiguous(text)) << text;
  }
  EXPECT_THAT(ParseDecimal("50,000").status().message(),
              testing::AllOf(testing::HasSubstr("50000"), testing::HasSubstr("50.000")));
  EXPECT_EQ(ParseDecimal("50,000", DecimalMark::kDot)->mantissa, 50000);
  EXPECT_EQ(ParseDecimal("50,000", DecimalMark::kComma)->mantissa, 50);
  EXPECT_EQ(ParseDecimal("50.001", DecimalMark::kDot)->digits, 3);
  EXPECT_EQ(ParseDecimal("50.001", DecimalMark::kComma)->mantissa, 50001);
  // These cannot be thousands, or nothing else.
  for (const char* text : {"0.125", "1234.5678", "1.2345", "1.23", "1.234e3", "1,234,567"}) {
    EXPECT_TRUE(ParseDecimal(text).ok()) << text;
    EXPECT_FALSE(IsAmbiguous(text)) << text;
  }
}

TEST(Money, ShowsTheMarkOfItsWriter) {
  EXPECT_EQ(MarkShownBy("12,50"), DecimalMark::kComma);
  EXPECT_EQ(MarkShownBy("12.5"), DecimalMark::kDot);
  EXPECT_EQ(MarkShownBy("1,234,567"), DecimalMark::kDot);
  EXPECT_EQ(MarkShownBy("1.234,5"), DecimalMark::kComma);
  EXPECT_EQ(MarkShownBy("100000.001"), DecimalMark::kDot);
  EXPECT_EQ(MarkShownBy("1.001"), DecimalMark::kUnstated);
  EXPECT_EQ(MarkShownBy("1200"), DecimalMark::kUnstated);
  EXPECT_EQ(MarkShownBy("1 200"), DecimalMark::kUnstated);
  // A mark that is stated is the only one.
  EXPECT_FALSE(ParseDecimal("12,50", DecimalMark::kDot).ok());
}

TEST(Money, RefusesWhatIsNoAmount) {
  for (const char* text : {"", "abc", "-5", "+5", "1.2.3", ".5", "12 ", "1e", "1e999", "1 20",
                           "1,23,456", "1,234,56", "1 234.567.890", "0,125,000", "1,234.567,8",
                           "99999999999999999999", "0.1234567890123", "0x10", "1__0"}) {
    EXPECT_FALSE(ParseDecimal(text).ok()) << text;
  }
}

TEST(Money, RefusesDecimalsThatMinorUnitsCannotHold) {
  EXPECT_FALSE(ToMoney(*ParseDecimal("0.125"), 2).ok());
  EXPECT_EQ(ToMoney(*ParseDecimal("0.125"), 3)->minor(), 125);
}

TEST(Money, RefusesMoreThanCanBeSummed) {
  EXPECT_FALSE(ToMoney(*ParseDecimal("90000000000000000"), 2).ok());
}

TEST(Money, CurrenciesHaveTheirOwnDigits) {
  EXPECT_EQ(MinorDigitsOfCurrency("EUR"), 2);
  EXPECT_EQ(MinorDigitsOfCurrency("JPY"), 0);
  EXPECT_EQ(MinorDigitsOfCurrency("TND"), 3);
  EXPECT_EQ(MinorDigitsOfCurrency(""), 2);
}

TEST(Money, IsWrittenSoThatNobodyTakesItForThousands) {
  EXPECT_EQ(FormatMoney(Money::Minor(1125), 3), "1.1250");
  EXPECT_EQ(FormatMoney(Money::Minor(1120), 3), "1.12");
  EXPECT_EQ(FormatMoney(Money::Minor(11250), 4), "1.1250");
}

RC_GTEST_PROP(Money, TextGivesTheSameAmountBack, ()) {
  const int digits = *rc::gen::inRange(0, 7);
  const Money amount = Money::Minor(*rc::gen::inRange<int64_t>(0, int64_t{1} << 50));
  const auto decimal = ParseDecimal(FormatMoney(amount, digits));
  RC_ASSERT(decimal.ok());
  RC_ASSERT(*ToMoney(*decimal, digits) == amount);
}

RC_GTEST_PROP(Money, TextDoesNotDependOnTheNumberOfDigits, ()) {
  const int64_t amount = *rc::gen::inRange<int64_t>(0, 1'000'000'000);
  RC_ASSERT(FormatMoney(Money::Minor(amount), 2) == FormatMoney(Money::Minor(amount * 100), 4));
}

RC_GTEST_PROP(Money, ReaderIsTotal, (const std::string& text)) {
  const auto decimal = ParseDecimal(text);
  RC_ASSERT(decimal.ok() || decimal.status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace urna::tallying
