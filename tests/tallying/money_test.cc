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

TEST(Money, RefusesWhatIsNoAmount) {
  for (const char* text : {"", "abc", "-5", "+5", "1,234.50", "1.2.3", ".5", "12 ", "1e", "1e999",
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
