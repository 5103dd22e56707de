#include "tallying/residues.h"

#include "tallying/elections.h"

namespace urna::tallying {
namespace {

bool AreEqual(Residues a, const Residues& b) { return (a -= b).AreZero(); }

TEST(Residues, ComputeAsTheNumbersDo) {
  for (int seed = 0; seed < ElectionsToTry(300); ++seed) {
    SmallElections numbers(static_cast<uint64_t>(seed));
    const auto number = [&]() -> Rational {
      Rational value(numbers.Below(3) == 0 ? 0 : static_cast<long>(numbers.Below(1u << 30)),
                     static_cast<unsigned long>(1 + numbers.Below(1u << 30)));
      value.canonicalize();
      if (numbers.Below(2) == 0) value = -value;
      return value;
    };
    const Rational a = number(), b = number();
    Residues sum(a), difference(a), product(a), quotient(a);
    EXPECT_TRUE(AreEqual(sum += Residues(b), Residues(Rational(a + b))));
    EXPECT_TRUE(AreEqual(difference -= Residues(b), Residues(Rational(a - b))));
    EXPECT_TRUE(AreEqual(product *= Residues(b), Residues(Rational(a * b))));
    if (b != 0) {
      EXPECT_TRUE(AreEqual(quotient /= Residues(b), Residues(Rational(a / b))));
    }
    EXPECT_EQ(difference.AreZero(), a == b);
    EXPECT_EQ(Residues(a).AreZero(), a == 0);
  }
}

TEST(Residues, ANumberOfThousandsOfDigitsIsZeroOnlyIfItIs) {
  const Integer large = Integer(1) << 20000;
  EXPECT_FALSE(Residues(Rational(large)).AreZero());
  EXPECT_FALSE(Residues(Rational(1, large)).AreZero());
  Residues difference{Rational(large + 1)};
  difference -= Residues(Rational(large));
  EXPECT_FALSE(difference.AreZero());
  difference -= Residues(Rational(1));
  EXPECT_TRUE(difference.AreZero());
}

}  // namespace
}  // namespace urna::tallying
