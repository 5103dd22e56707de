// Lists of points and scalars in the protocol's files: encodings one after the other.
#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "crypto/group.h"

namespace urna::crypto {

void AppendPoints(Bytes& out, std::span<const Point> points);
void AppendScalars(Bytes& out, std::span<const Scalar> scalars);

// The caller has bounded `count`. INVALID_ARGUMENT when bytes are missing or one is not canonical.
absl::StatusOr<std::vector<Point>> ReadPoints(ByteReader& reader, std::size_t count);
// As ReadPoints, without a look at them: zeros when bytes are missing. They are what
// Point::FromVerified makes of bytes that are decoded next.
std::vector<Point> TakePoints(ByteReader& reader, std::size_t count);
absl::StatusOr<std::vector<Scalar>> ReadScalars(ByteReader& reader, std::size_t count);

}  // namespace urna::crypto
