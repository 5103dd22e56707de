#include "crypto/decaf_point.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/constant_time.h"

namespace urna::crypto {

std::optional<DecafPoint> DecafPoint::Decode(const Point& point) {
  DecafPoint out;
  if (decaf_255_point_decode(out.p_, point.bytes().data(), DECAF_TRUE) != DECAF_SUCCESS) {
    return std::nullopt;
  }
  return out;
}

DecafPoint DecafPoint::FromHash(const Hash512& hash) {
  DecafPoint out;
  decaf_255_point_from_hash_uniform(out.p_, hash.data());
  return out;
}

Point DecafPoint::Encode() const {
  Point out;
  decaf_255_point_encode(out.bytes_.data(), p_);
  return out;
}

FixedBaseTable::FixedBaseTable(const DecafPoint& base) {
  const std::size_t alignment = std::max(decaf_255_alignof_precomputed_s, sizeof(void*));
  const std::size_t size = (decaf_255_sizeof_precomputed_s + alignment - 1) / alignment * alignment;
  table_.reset(static_cast<decaf_255_precomputed_s*>(std::aligned_alloc(alignment, size)));
  Require(table_ != nullptr, "there is memory for a table of multiples");
  decaf_255_precompute(table_.get(), base.p_);
}

DecafPoint FixedBaseTable::operator*(const Scalar& s) const {
  decaf_255_scalar_t scalar;
  // Always a success: whichever number it is, it is below L.
  Require(Declassify(decaf_255_scalar_decode(scalar, s.bytes().data())) == DECAF_SUCCESS,
          "a Scalar is reduced");
  DecafPoint out;
  decaf_255_precomputed_scalarmul(out.p_, table_.get(), scalar);
  decaf_255_scalar_destroy(scalar);
  return out;
}

DecafPoint DecafGenerator(std::uint64_t i) { return DecafPoint::FromHash(GeneratorHash(i)); }

}  // namespace urna::crypto
