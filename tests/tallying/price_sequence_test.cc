// Numbers given by their definitions answer as the fractions that they are.
#include "tallying/price_sequence.h"

#include "tallying/elections.h"

namespace urna::tallying {
namespace {

using Form = PriceSequence::Form;
using Purse = PriceSequence::Purse;
using Value = PriceSequence::Value;

// A sequence beside the fractions that it stands for.
class Twins {
 public:
  Twins(uint64_t seed, size_t short_bits)
      : numbers_(seed),
        share_(Ratio(1 + Below(1000), 1 + Below(50))),
        sequence_(share_, short_bits) {}

  int64_t Below(int64_t limit) {
    return static_cast<int64_t>(numbers_.Below(static_cast<uint64_t>(limit)));
  }

  Form RandomForm() {
    Form form;
    form.constant = Below(100) - 30;
    for (int64_t i = Below(3); i >= 0; --i) form.Add(1 + Below(5), sequence_.FormOf(RandomPurse()));
    return form;
  }
  Purse RandomPurse() {
    Purse purse{Below(4), {}};
    for (size_t i = 0; i < prices_.size(); ++i) {
      if (Below(2) == 0) purse.paid.emplace_back(static_cast<int32_t>(i), 1 + Below(3));
    }
    return purse;
  }
  Form PositiveForm() {
    for (;;) {
      Form form = RandomForm();
      if (Exactly(form) > 0) return form;
    }
  }

  void Grow() {
    Form numerator = PositiveForm(), denominator = PositiveForm();
    if (!prices_.empty() && Below(4) == 0) {
      // A price again, by its definition.
      const auto& [up, down] = forms_[static_cast<size_t>(Below(std::ssize(forms_)))];
      numerator = up;
      denominator = down;
    }
    const Rational exact = Exactly(numerator) / Exactly(denominator);
    forms_.emplace_back(numerator, denominator);
    const double rounded = sequence_.Append(numerator, denominator);
    prices_.push_back(exact);
    EXPECT_LE(abs(Rational(rounded) - exact), exact / (Integer(1) << 50));
  }

  Rational Exactly(const Form& form) const {
    Rational sum = form.constant;
    for (const auto& [place, factor] : form.factors) {
      sum += prices_[static_cast<size_t>(place)] * factor;
    }
    return sum;
  }
  Rational Exactly(const Purse& purse) const {
    Rational sum = share_ * static_cast<long>(purse.shares);
    for (const auto& [place, times] : purse.paid) {
      sum -= prices_[static_cast<size_t>(place)] * static_cast<long>(times);
    }
    return sum;
  }
  Rational Exactly(const Value& value) const {
    const Rational denominator = Exactly(value.denominator);
    return value.factor * Exactly(value.numerator) / (denominator * denominator);
  }
  Value RandomValue() {
    return {Ratio(1 + Below(9), 1 + Below(9)), PositiveForm(), PositiveForm()};
  }
  const Rational& price(int64_t place) const { return prices_[static_cast<size_t>(place)]; }

  PriceSequence& sequence() { return sequence_; }

 private:
  SmallElections numbers_;
  Rational share_;
  PriceSequence sequence_;
  std::vector<Rational> prices_;
  std::vector<std::pair<Form, Form>> forms_;
};

class PriceSequenceOf : public testing::TestWithParam<size_t> {};

// Bits of fractions that are kept: everything here, some, none.
INSTANTIATE_TEST_SUITE_P(ShortFractions, PriceSequenceOf, testing::Values(4096, 40, 0));

TEST_P(PriceSequenceOf, AnswersAsFractionsDo) {
  for (int seed = 0; seed < ElectionsToTry(60); ++seed) {
    Twins twins(static_cast<uint64_t>(seed), GetParam());
    for (int64_t size = 0; size < 7; ++size) {
      twins.Grow();
      for (int i = 0; i < 5; ++i) {
        const Purse purse = twins.RandomPurse();
        const Form of_purse = twins.sequence().FormOf(purse);
        EXPECT_EQ(twins.Exactly(of_purse), twins.Exactly(purse)) << seed;
        const Form form = twins.RandomForm();
        const Rational exact = twins.Exactly(form);
        EXPECT_EQ(twins.sequence().Sign(form), sgn(exact)) << seed;
        if (exact > 0) {
          const Rational rounded(twins.sequence().Rounded(form));
          EXPECT_LE(abs(rounded - exact), exact / (Integer(1) << 50)) << seed;
        }
        const Value a = twins.RandomValue(), b = twins.RandomValue();
        const Rational difference = twins.Exactly(a) - twins.Exactly(b);
        EXPECT_EQ(twins.sequence().Compare(a, b), sgn(difference)) << seed;
        EXPECT_EQ(twins.sequence().Compare(a, a), 0) << seed;
        EXPECT_EQ(twins.sequence().AtLength(a), twins.Exactly(a)) << seed;
      }
    }
  }
}

// What no interval can separate: a form that is 0, and one that is 2^-300 away from it.
TEST_P(PriceSequenceOf, TellsNothingFromAlmostNothing) {
  for (int seed = 0; seed < ElectionsToTry(60); ++seed) {
    Twins twins(static_cast<uint64_t>(seed), GetParam());
    for (int64_t size = 0; size < 5; ++size) twins.Grow();
    Form form = twins.RandomForm();
    form.constant -= twins.Exactly(form);
    EXPECT_EQ(twins.sequence().Sign(form), 0) << seed;
    const Rational little(1, Integer(1) << 300);
    form.constant += little;
    EXPECT_EQ(twins.sequence().Sign(form), 1) << seed;
    form.constant -= 2 * little;
    EXPECT_EQ(twins.sequence().Sign(form), -1) << seed;

    // The same number in two ways, and beside it.
    const Value one = twins.RandomValue();
    Value other{twins.Exactly(one), {Rational(1), {}}, {Rational(1), {}}};
    EXPECT_EQ(twins.sequence().Compare(one, other), 0) << seed;
    other.factor += little;
    EXPECT_EQ(twins.sequence().Compare(one, other), -1) << seed;
  }
}

TEST(PriceSequence, RecordsShortFractionsWholeAndLongOnesCut) {
  int whole = 0, cut = 0;
  for (int seed = 0; seed < ElectionsToTry(60); ++seed) {
    Twins twins(static_cast<uint64_t>(seed), 40);
    for (int64_t size = 0; size < 7; ++size) {
      twins.Grow();
      const Value value = twins.RandomValue();
      const Rational exact = twins.Exactly(value), recorded = twins.sequence().Cut(value);
      ++(recorded == exact ? whole : cut);
      if (recorded == exact) continue;
      EXPECT_LT(recorded, exact) << seed;
      // A decimal fraction, and 40 digits of the value.
      EXPECT_EQ(Integer("1" + std::string(80, '0')) % recorded.get_den(), 0) << seed;
      EXPECT_LE(exact - recorded, exact / Integer("1" + std::string(39, '0'))) << seed;
    }
  }
  EXPECT_GT(whole, 0);
  EXPECT_GT(cut, 0);
}

TEST(PriceSequence, ADecimalNumberIsCutToItself) {
  // No interval around 1/4 shows its digits; and nothing is short here.
  PriceSequence sequence(1, 0);
  sequence.Append({Rational(1, 3), {}}, {Rational(4, 3), {}});
  const Value value{1, sequence.FormOf({0, {}}), {Rational(1), {}}};
  Value quarter = value;
  quarter.numerator.factors[0] = 1;
  EXPECT_EQ(sequence.Cut(quarter), Rational(1, 4));
}

TEST(PriceSequence, ASmallDecimalNumberIsCutToItself) {
  // The interval there is first tells fewer than 40 digits of it.
  const Rational small(1, Integer("1" + std::string(47, '0')));
  PriceSequence sequence(1, 0);
  sequence.Append({small, {}}, {Rational(1), {}});
  const Value value{1, {0, {{0, 1}}}, {Rational(1), {}}};
  EXPECT_EQ(sequence.Cut(value), small);
}

}  // namespace
}  // namespace urna::tallying
