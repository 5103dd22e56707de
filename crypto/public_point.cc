#include "crypto/public_point.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/curve_constants.h"
#include "crypto/field25519_lanes.h"

namespace urna::crypto {
namespace {

using Encoding = std::array<std::uint8_t, Point::kSize>;

// More of RFC 9496, section 4.1.
constexpr FieldElement kTwiceD = {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052,
                                  0x6738cc7407977, 0x2406d9dc56dff};
constexpr FieldElement kOneMinusDSquared = {0x409c1945fc176, 0x719abc6a1fc4f, 0x1c37f90b20684,
                                            0x6bccca55eedf, 0x29072a8b2b3e};
constexpr FieldElement kDMinusOneSquared = {0x55aaa44ed4d20, 0x59603c3332635, 0x26d3baf4a7928,
                                            0x120a66e6997a9, 0x5968b37af66c2};
constexpr FieldElement kSqrtAdMinusOne = {0x7f6a0497b2e1b, 0x1836f0a97afd2, 0x7d747f6be7638,
                                          0x456079e7e6498, 0x376931bf2b834};
constexpr FieldElement kInvSqrtAMinusD = {0xfdaa805d40ea, 0x2eb482e57d339, 0x7610274bc58,
                                          0x6510b613dc8ff, 0x786c8905cfaff};

// a^(p - 2) = (a^(2^252 - 3))^8 a^3.
FieldElement Inverse(const FieldElement& a) {
  return RootPower(a).SquaredTimes(3) * a.Squared() * a;
}

// SQRT_RATIO_M1 of RFC 9496, up to the sign: of u/v a root when there is one, else a root of i u/v.
struct Roots {
  Roots(const FieldLanes& u, const FieldLanes& v) {
    FieldLanes uv3, uv7;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const FieldElement v3 = v[i].Squared() * v[i];
      uv3[i] = u[i] * v3;
      uv7[i] = uv3[i] * v3 * v[i];
    }
    value = RootPowers(uv7);
    for (std::size_t i = 0; i < kLanes; ++i) {
      value[i] = value[i] * uv3[i];
      const FieldElement check = v[i] * value[i].Squared();
      const FieldElement flipped = -u[i];
      exists[i] = check == u[i];
      if (exists[i]) continue;
      exists[i] = check == flipped;
      if (exists[i] || check == flipped * kSqrtMinusOne) value[i] = value[i] * kSqrtMinusOne;
    }
  }
  FieldLanes value;
  std::array<bool, kLanes> exists;
};

constexpr FieldLanes kOnes = {FieldElement::One(), FieldElement::One(), FieldElement::One(),
                              FieldElement::One()};

}  // namespace

AffinePoint::AffinePoint(const FieldElement& x, const FieldElement& y)
    : sum_(y + x), difference_((y - x) * FieldElement::One()), product_(x * y * kTwiceD) {}

// Section 4.3.1. A lane without a point decodes the identity.
bool AffinePoint::Decode(std::span<const Point> points, std::span<AffinePoint> out) {
  Require(points.size() == out.size(), "as many points as there is room for");
  for (std::size_t begin = 0; begin < points.size(); begin += kLanes) {
    const std::size_t count = std::min(kLanes, points.size() - begin);
    FieldLanes s, u1, u2, v, product;
    for (std::size_t i = 0; i < kLanes; ++i) {
      if (i < count) {
        const Encoding& bytes = points[begin + i].bytes();
        s[i] = FieldElement::FromBytes(bytes);
        if (s[i].ToBytes() != bytes || (bytes[0] & 1) != 0) return false;
      }
      const FieldElement ss = s[i].Squared();
      u1[i] = FieldElement::One() - ss;
      u2[i] = FieldElement::One() + ss;
      const FieldElement u2_squared = u2[i].Squared();
      v[i] = -(kD * u1[i].Squared() + u2_squared);
      product[i] = v[i] * u2_squared;
    }
    const Roots roots(kOnes, product);
    for (std::size_t i = 0; i < count; ++i) {
      if (!roots.exists[i]) return false;
      const FieldElement den_x = roots.value[i] * u2[i];
      const FieldElement den_y = roots.value[i] * den_x * v[i];
      const FieldElement x = (den_x * (s[i] + s[i])).Absolute();
      const FieldElement y = u1[i] * den_y;
      if ((x * y).IsNegative() || y.IsZero()) return false;
      out[begin + i] = AffinePoint(x, y);
    }
  }
  return true;
}

// Sections 4.3.4 and 1.3 of docs/protocol.md. Two generators at a time, each the sum of two points.
std::vector<AffinePoint> PublicPoint::Generators(std::uint64_t first, std::size_t count) {
  const FieldElement one = FieldElement::One();
  std::vector<PublicPoint> out(count);
  for (std::size_t begin = 0; begin < count; begin += kLanes / 2) {
    FieldLanes t, r, u, v;
    for (std::size_t i = 0; i < kLanes; i += 2) {
      const Hash512 hash = GeneratorHash(first + begin + i / 2);
      const std::span<const std::uint8_t, 64> bytes(hash);
      t[i] = FieldElement::FromBytes(bytes.first<FieldElement::kSize>());
      t[i + 1] = FieldElement::FromBytes(bytes.last<FieldElement::kSize>());
    }
    for (std::size_t i = 0; i < kLanes; ++i) {
      r[i] = kSqrtMinusOne * t[i].Squared();
      u[i] = (r[i] + one) * kOneMinusDSquared;
      v[i] = (-(r[i] * kD + one)) * (r[i] + kD);
    }
    const Roots roots(u, v);
    std::array<PublicPoint, kLanes> points;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const bool exists = roots.exists[i];
      const FieldElement s =
          exists ? roots.value[i].Absolute() : -(roots.value[i] * t[i]).Absolute();
      const FieldElement c = exists ? -one : r[i];
      const FieldElement n = c * (r[i] - one) * kDMinusOneSquared - v[i];
      const FieldElement ss = s.Squared();
      points[i].Set((s + s) * v[i], one + ss, n * kSqrtAdMinusOne, one - ss);
    }
    for (std::size_t i = 0; i < kLanes / 2 && begin + i < count; ++i) {
      out[begin + i] = points[2 * i];
      out[begin + i] += points[2 * i + 1];
    }
  }
  return ToAffine(out);
}

// Section 4.3.2.
void PublicPoint::Encode(std::span<const PublicPoint> points, std::span<Point> out) {
  Require(points.size() == out.size(), "as many points as there is room for");
  for (std::size_t begin = 0; begin < points.size(); begin += kLanes) {
    const std::size_t count = std::min(kLanes, points.size() - begin);
    FieldLanes u1, u2, product;
    for (std::size_t i = 0; i < count; ++i) {
      const PublicPoint& p = points[begin + i];
      u1[i] = (p.z_ + p.y_) * (p.z_ - p.y_);
      u2[i] = p.x_ * p.y_;
      product[i] = u1[i] * u2[i].Squared();
    }
    const Roots roots(kOnes, product);
    for (std::size_t i = 0; i < count; ++i) {
      const PublicPoint& p = points[begin + i];
      const FieldElement den1 = roots.value[i] * u1[i];
      const FieldElement den2 = roots.value[i] * u2[i];
      const FieldElement z_inverse = den1 * den2 * p.t_;
      const bool rotate = (p.t_ * z_inverse).IsNegative();
      const FieldElement x = rotate ? p.y_ * kSqrtMinusOne : p.x_;
      FieldElement y = rotate ? p.x_ * kSqrtMinusOne : p.y_;
      const FieldElement den_inverse = rotate ? den1 * kInvSqrtAMinusD : den2;
      if ((x * z_inverse).IsNegative()) y = -y * FieldElement::One();
      out[begin + i].bytes_ = (den_inverse * (p.z_ - y)).Absolute().ToBytes();
    }
  }
}

Point PublicPoint::Encode() const {
  Point out;
  Encode({this, 1}, {&out, 1});
  return out;
}

std::vector<AffinePoint> PublicPoint::ToAffine(std::span<const PublicPoint> points) {
  // Montgomery's trick: before[i] is the product of the denominators before i.
  std::vector<FieldElement> before;
  before.reserve(points.size());
  FieldElement product = FieldElement::One();
  for (const PublicPoint& point : points) {
    before.push_back(product);
    product = product * point.z_;
  }
  FieldElement inverse = Inverse(product);
  std::vector<AffinePoint> out(points.size());
  for (std::size_t i = points.size(); i-- > 0;) {
    const FieldElement z_inverse = inverse * before[i];
    inverse = inverse * points[i].z_;
    out[i] = AffinePoint(points[i].x_ * z_inverse, points[i].y_ * z_inverse);
  }
  return out;
}

void PublicPoint::Set(const FieldElement& e, const FieldElement& f, const FieldElement& g,
                      const FieldElement& h) {
  x_ = e * f;
  y_ = g * h;
  z_ = f * g;
  t_ = e * h;
}

PublicPoint& PublicPoint::operator+=(const AffinePoint& other) {
  const FieldElement a = (y_ - x_) * other.difference_;
  const FieldElement b = (y_ + x_) * other.sum_;
  const FieldElement c = t_ * other.product_;
  const FieldElement d = z_ + z_;
  Set(b - a, d - c, d + c, b + a);
  return *this;
}

PublicPoint& PublicPoint::operator-=(const AffinePoint& other) {
  const FieldElement a = (y_ - x_) * other.sum_;
  const FieldElement b = (y_ + x_) * other.difference_;
  const FieldElement c = t_ * other.product_;
  const FieldElement d = z_ + z_;
  Set(b - a, d + c, d - c, b + a);
  return *this;
}

PublicPoint& PublicPoint::operator+=(const PublicPoint& other) {
  const FieldElement a = (y_ - x_) * (other.y_ - other.x_);
  const FieldElement b = (y_ + x_) * (other.y_ + other.x_);
  const FieldElement c = t_ * other.t_ * kTwiceD;
  const FieldElement zz = z_ * other.z_;
  const FieldElement d = zz + zz;
  Set(b - a, d - c, d + c, b + a);
  return *this;
}

PublicPoint& PublicPoint::operator-=(const PublicPoint& other) {
  const FieldElement a = (y_ - x_) * (other.y_ + other.x_);
  const FieldElement b = (y_ + x_) * (other.y_ - other.x_);
  const FieldElement c = t_ * other.t_ * kTwiceD;
  const FieldElement zz = z_ * other.z_;
  const FieldElement d = zz + zz;
  Set(b - a, d + c, d - c, b + a);
  return *this;
}

void PublicPoint::Double() {
  const FieldElement a = x_.Squared();
  const FieldElement b = y_.Squared();
  const FieldElement zz = z_.Squared();
  const FieldElement h = a + b;
  const FieldElement g = a - b;
  Set(h - (x_ + y_).Squared(), zz + zz + g, g, h);
}

}  // namespace urna::crypto
