#include "crypto/schnorr_batch.h"

#include "crypto/support.h"

namespace urna::crypto {
namespace {

// z G = R + c P, not decoded yet.
struct Equation {
  Point p, r;
  Scalar c, z;
};

std::vector<SchnorrEquation> Decoded(const std::vector<Equation>& equations) {
  std::vector<Point> points;
  for (const Equation& equation : equations) points.insert(points.end(), {equation.p, equation.r});
  std::vector<AffinePoint> decoded(points.size());
  EXPECT_TRUE(AffinePoint::Decode(points, decoded));
  std::vector<SchnorrEquation> out;
  for (std::size_t i = 0; i < equations.size(); ++i) {
    out.push_back({decoded[2 * i], decoded[2 * i + 1], equations[i].c, equations[i].z});
  }
  return out;
}
bool Hold(const std::vector<Equation>& equations) { return AllHold(Decoded(equations)); }

Equation TrueEquation() {
  const Scalar x = Scalar::Random();
  const Scalar u = Scalar::Random();
  const Scalar c = Scalar::Random();
  return {BaseMultiply(x), BaseMultiply(u), c, u + c * x};
}

const std::vector<Equation>& Pool() {
  static const auto& pool = *new std::vector<Equation>([] {
    std::vector<Equation> made(200);
    for (Equation& equation : made) equation = TrueEquation();
    return made;
  }());
  return pool;
}

std::vector<Equation> First(std::size_t n) {
  return {Pool().begin(), Pool().begin() + static_cast<std::ptrdiff_t>(n)};
}

TEST(AllHold, TakesNoEquationsAndAllThatAreTrue) {
  EXPECT_TRUE(Hold({}));
  for (const std::size_t n : {1, 2, 3, 64, 65, 200}) EXPECT_TRUE(Hold(First(n))) << n;
}

// For the identity, zero and one there is no special case.
TEST(AllHold, TakesEquationsOfTheIdentity) {
  const Point identity;
  const Point base = Point::Base();
  EXPECT_TRUE(Hold(std::vector<Equation>{{identity, identity, S(5), Scalar()}}));
  EXPECT_TRUE(Hold(std::vector<Equation>{{base, identity, S(5), S(5)}}));
  EXPECT_TRUE(Hold(std::vector<Equation>{{identity, base, S(5), S(1)}}));
  EXPECT_FALSE(Hold(std::vector<Equation>{{identity, identity, S(5), S(1)}}));
}

RC_GTEST_PROP(AllHold, RefusesOneChangeToAnyEquation, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 201);
  std::vector<Equation> equations = First(n);
  Equation& changed = equations[*rc::gen::inRange<std::size_t>(0, n)];
  const Scalar change = *rc::gen::suchThat(rc::gen::arbitrary<Scalar>(),
                                           [](const Scalar& s) { return !(s == Scalar()); });
  const Point moved = BaseMultiply(change);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      changed.z += change;
      break;
    case 1:
      changed.c += change;
      break;
    case 2:
      changed.r += moved;
      break;
    default:
      changed.p += moved;
  }
  RC_ASSERT(!Hold(equations));
}

TEST(AllHold, WeighsEveryEquationByItself) {
  for (int i = 0; i < 20; ++i) {
    std::vector<Equation> equations = First(3);
    equations[0].z += S(1);
    equations[2].z += -S(1);
    EXPECT_FALSE(Hold(equations));
    equations = First(3);
    equations[0].r += Point::Base();
    equations[1].r += -Point::Base();
    EXPECT_FALSE(Hold(equations));
  }
}

// An item holds when all of its equations do.
RC_GTEST_PROP(WhichHold, NamesExactlyTheItemsThatAreFalse, ()) {
  const auto per_item = *rc::gen::inRange<std::size_t>(1, 4);
  const auto items = *rc::gen::inRange<std::size_t>(0, 61);
  std::vector<Equation> equations = First(per_item * items);
  std::vector<bool> expected(items, true);
  if (items > 0) {
    for (const std::size_t which : *rc::gen::container<std::vector<std::size_t>>(
             rc::gen::inRange<std::size_t>(0, equations.size()))) {
      equations[which].z = Scalar::Random();
      expected[which / per_item] = false;
    }
  }
  RC_ASSERT(WhichHold(Decoded(equations), per_item) == expected);
}

TEST(WhichHold, NamesAllWhereAllAreFalse) {
  std::vector<Equation> equations = First(33);
  for (Equation& equation : equations) equation.z += S(1);
  EXPECT_EQ(WhichHold(Decoded(equations), 1), std::vector<bool>(33, false));
}

}  // namespace
}  // namespace urna::crypto
