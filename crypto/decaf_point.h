// Decoded points of ristretto255 over libdecaf, whose encodings are those of libsodium: additions
// cost a hundredth of what they cost on encodings. Section 19 of docs/protocol.md.
#pragma once

#include <decaf.h>

#include <cstdlib>
#include <memory>
#include <optional>

#include "crypto/group.h"

namespace urna::crypto {

// A decoded element. The identity by default.
class DecafPoint {
 public:
  DecafPoint() { decaf_255_point_copy(p_, decaf_255_point_identity); }
  // Nothing for what Point::Parse refuses.
  static std::optional<DecafPoint> Decode(const Point& point);
  // As Point::FromHash.
  static DecafPoint FromHash(const Hash512& hash);
  Point Encode() const;

  DecafPoint& operator+=(const DecafPoint& other) {
    decaf_255_point_add(p_, p_, other.p_);
    return *this;
  }
  DecafPoint& operator-=(const DecafPoint& other) {
    decaf_255_point_sub(p_, p_, other.p_);
    return *this;
  }
  void Double() { decaf_255_point_double(p_, p_); }
  bool IsIdentity() const { return decaf_255_point_eq(p_, decaf_255_point_identity) == DECAF_TRUE; }

 private:
  friend class FixedBaseTable;
  decaf_255_point_t p_;
};

// Multiples of one point, precomputed: multiplies in constant time.
class FixedBaseTable {
 public:
  explicit FixedBaseTable(const DecafPoint& base);
  DecafPoint operator*(const Scalar& s) const;

 private:
  struct Free {
    void operator()(decaf_255_precomputed_s* table) const { std::free(table); }
  };
  std::unique_ptr<decaf_255_precomputed_s, Free> table_;
};

// Generator(i), decoded.
DecafPoint DecafGenerator(std::uint64_t i);

}  // namespace urna::crypto
