#include "crypto/schnorr_batch.h"

#include "crypto/support.h"

namespace urna::crypto {
namespace {

SchnorrEquation TrueEquation() {
  const Scalar x = Scalar::Random();
  const Scalar u = Scalar::Random();
  const Scalar c = Scalar::Random();
  return {*DecafPoint::Decode(BaseMultiply(x)), *DecafPoint::Decode(BaseMultiply(u)), c, u + c * x};
}

const std::vector<SchnorrEquation>& Pool() {
  static const auto& pool = *new std::vector<SchnorrEquation>([] {
    std::vector<SchnorrEquation> made(200);
    for (SchnorrEquation& equation : made) equation = TrueEquation();
    return made;
  }());
  return pool;
}

std::vector<SchnorrEquation> First(std::size_t n) {
  return {Pool().begin(), Pool().begin() + static_cast<std::ptrdiff_t>(n)};
}

TEST(AllHold, TakesNoEquationsAndAllThatAreTrue) {
  EXPECT_TRUE(AllHold({}));
  for (const std::size_t n : {1, 2, 3, 64, 65, 200}) EXPECT_TRUE(AllHold(First(n))) << n;
}

// For the identity, zero and one there is no special case.
TEST(AllHold, TakesEquationsOfTheIdentity) {
  const DecafPoint identity;
  const DecafPoint base = *DecafPoint::Decode(Point::Base());
  EXPECT_TRUE(AllHold(std::vector<SchnorrEquation>{{identity, identity, S(5), Scalar()}}));
  EXPECT_TRUE(AllHold(std::vector<SchnorrEquation>{{base, identity, S(5), S(5)}}));
  EXPECT_TRUE(AllHold(std::vector<SchnorrEquation>{{identity, base, S(5), S(1)}}));
  EXPECT_FALSE(AllHold(std::vector<SchnorrEquation>{{identity, identity, S(5), S(1)}}));
}

RC_GTEST_PROP(AllHold, RefusesOneChangeToAnyEquation, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 201);
  std::vector<SchnorrEquation> equations = First(n);
  SchnorrEquation& changed = equations[*rc::gen::inRange<std::size_t>(0, n)];
  const Scalar change = *rc::gen::suchThat(rc::gen::arbitrary<Scalar>(),
                                           [](const Scalar& s) { return !(s == Scalar()); });
  const DecafPoint moved = *DecafPoint::Decode(BaseMultiply(change));
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
  RC_ASSERT(!AllHold(equations));
}

TEST(AllHold, WeighsEveryEquationByItself) {
  for (int i = 0; i < 20; ++i) {
    std::vector<SchnorrEquation> equations = First(3);
    equations[0].z += S(1);
    equations[2].z += -S(1);
    EXPECT_FALSE(AllHold(equations));
    equations = First(3);
    equations[0].r += *DecafPoint::Decode(Point::Base());
    equations[1].r -= *DecafPoint::Decode(Point::Base());
    EXPECT_FALSE(AllHold(equations));
  }
}

// An item holds when all of its equations do.
RC_GTEST_PROP(WhichHold, NamesExactlyTheItemsThatAreFalse, ()) {
  const auto per_item = *rc::gen::inRange<std::size_t>(1, 4);
  const auto items = *rc::gen::inRange<std::size_t>(0, 61);
  std::vector<SchnorrEquation> equations = First(per_item * items);
  std::vector<bool> expected(items, true);
  if (items > 0) {
    for (const std::size_t which : *rc::gen::container<std::vector<std::size_t>>(
             rc::gen::inRange<std::size_t>(0, equations.size()))) {
      equations[which].z = Scalar::Random();
      expected[which / per_item] = false;
    }
  }
  RC_ASSERT(WhichHold(equations, per_item) == expected);
}

TEST(WhichHold, NamesAllWhereAllAreFalse) {
  std::vector<SchnorrEquation> equations = First(33);
  for (SchnorrEquation& equation : equations) equation.z += S(1);
  EXPECT_EQ(WhichHold(equations, 1), std::vector<bool>(33, false));
}

}  // namespace
}  // namespace urna::crypto
