#include "crypto/schnorr_batch.h"

#include "crypto/check.h"
#include "crypto/pippenger.h"

namespace urna::crypto {
namespace {

const AffinePoint& DecodedBase() {
  static const AffinePoint base = [] {
    AffinePoint out;
    Require(AffinePoint::Decode({&Point::Base(), 1}, {&out, 1}), "the base point decodes");
    return out;
  }();
  return base;
}

void Split(std::span<const SchnorrEquation> equations, std::size_t per_item, std::size_t first_item,
           std::vector<bool>& holds) {
  if (AllHold(equations)) return;
  const std::size_t items = equations.size() / per_item;
  if (items == 1) {
    holds[first_item] = false;
    return;
  }
  const std::size_t half = items / 2;
  Split(equations.first(half * per_item), per_item, first_item, holds);
  Split(equations.subspan(half * per_item), per_item, first_item + half, holds);
}

}  // namespace

bool AllHold(std::span<const SchnorrEquation> equations) {
  if (equations.empty()) return true;
  std::vector<Scalar> scalars;
  std::vector<AffinePoint> points;
  scalars.reserve(2 * equations.size() + 1);
  points.reserve(2 * equations.size() + 1);
  Scalar base;
  for (const SchnorrEquation& equation : equations) {
    const Scalar weight = Scalar::Random128();
    base += weight * equation.z;
    points.push_back(equation.r);
    scalars.push_back(weight);
    points.push_back(equation.p);
    scalars.push_back(weight * equation.c);
  }
  points.push_back(DecodedBase());
  scalars.push_back(-base);
  return PippengerSum(scalars, points).IsIdentity();
}

std::vector<bool> WhichHold(std::span<const SchnorrEquation> equations, std::size_t per_item) {
  Require(per_item > 0 && equations.size() % per_item == 0, "whole items");
  std::vector<bool> holds(equations.size() / per_item, true);
  if (!holds.empty()) Split(equations, per_item, 0, holds);
  return holds;
}

}  // namespace urna::crypto
