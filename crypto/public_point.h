// Decoded points of ristretto255 over field arithmetic of our own, in variable time: for what
// everybody may know. Secrets never come here. Points are decoded and encoded four at a time, in a
// quarter of libdecaf's time.
//
// Points are those of the Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 behind the group (RFC 9496).
#pragma once

#include <span>
#include <vector>

#include "crypto/field25519.h"
#include "crypto/group.h"

namespace urna::crypto {

// A point as it is decoded, in the form in which it is cheapest to add (7 multiplications).
class AffinePoint {
 public:
  // The identity.
  AffinePoint() : sum_(FieldElement::One()), difference_(FieldElement::One()) {}
  // False unless all of `points` are what Point::Parse takes; `out` is as long.
  static bool Decode(std::span<const Point> points, std::span<AffinePoint> out);

 private:
  friend class PublicPoint;
  AffinePoint(const FieldElement& x, const FieldElement& y);
  FieldElement sum_, difference_, product_;  // y + x, y - x, 2 d x y
};

// A sum of points (extended coordinates of Hisil, Wong, Carter and Dawson; complete formulas). The
// identity by default.
class PublicPoint {
 public:
  PublicPoint() : y_(FieldElement::One()), z_(FieldElement::One()) {}
  // Generator(first), Generator(first + 1), ..
  static std::vector<AffinePoint> Generators(std::uint64_t first, std::size_t count);
  static void Encode(std::span<const PublicPoint> points, std::span<Point> out);
  Point Encode() const;

  PublicPoint& operator+=(const AffinePoint& other);
  PublicPoint& operator-=(const AffinePoint& other);
  PublicPoint& operator+=(const PublicPoint& other);
  PublicPoint& operator-=(const PublicPoint& other);
  void Double();
  // Of the group: any of the four points of the curve that stand for the identity.
  bool IsIdentity() const { return x_.IsZero() || y_.IsZero(); }

 private:
  static std::vector<AffinePoint> ToAffine(std::span<const PublicPoint> points);
  // x = e/g, y = h/f.
  void Set(const FieldElement& e, const FieldElement& f, const FieldElement& g,
           const FieldElement& h);

  FieldElement x_, y_, z_, t_;  // x = x_/z_, y = y_/z_, x y = t_/z_; all Reduced
};

}  // namespace urna::crypto
