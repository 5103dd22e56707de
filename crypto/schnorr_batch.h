// Equations of Schnorr's proofs, many at once (section 19 of docs/protocol.md). In variable time:
// for public data only.
#pragma once

#include <span>
#include <vector>

#include "crypto/public_point.h"

namespace urna::crypto {

// z G = R + c P.
struct SchnorrEquation {
  AffinePoint p;
  AffinePoint r;
  Scalar c;
  Scalar z;
};

// Whether all hold, by one sum under independent random 128-bit weights, drawn here, after the
// equations are fixed: a false one passes with a chance of 2^-127.
bool AllHold(std::span<const SchnorrEquation> equations);

// For each item, which is `per_item` equations in a row, whether all of them hold. While a sum
// fails it is split in halves: of n items, one that is false costs as much again as 2n items that
// hold.
std::vector<bool> WhichHold(std::span<const SchnorrEquation> equations, std::size_t per_item);

}  // namespace urna::crypto
