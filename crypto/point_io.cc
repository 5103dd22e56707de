#include "crypto/point_io.h"

#include <algorithm>

namespace urna::crypto {
namespace {

template <typename T>
void AppendAll(Bytes& out, std::span<const T> items) {
  out.reserve(out.size() + items.size() * T::kSize);
  for (const T& item : items) Append(out, item.bytes());
}

template <typename T>
absl::StatusOr<std::vector<T>> ReadAll(ByteReader& reader, std::size_t count) {
  std::vector<T> out;
  out.reserve(std::min(count, reader.remaining() / T::kSize));
  for (std::size_t i = 0; i < count; ++i) {
    absl::StatusOr<T> item = T::Parse(reader.Take(T::kSize));
    if (!item.ok()) return item.status();
    out.push_back(*item);
  }
  return out;
}

}  // namespace

void AppendPoints(Bytes& out, std::span<const Point> points) { AppendAll(out, points); }

void AppendScalars(Bytes& out, std::span<const Scalar> scalars) { AppendAll(out, scalars); }

absl::StatusOr<std::vector<Point>> ReadPoints(ByteReader& reader, std::size_t count) {
  return ReadAll<Point>(reader, count);
}

std::vector<Point> TakePoints(ByteReader& reader, std::size_t count) {
  std::vector<Point> out(count);
  for (Point& point : out) point = Point::FromVerified(reader.Array<Point::kSize>());
  return out;
}

absl::StatusOr<std::vector<Scalar>> ReadScalars(ByteReader& reader, std::size_t count) {
  return ReadAll<Scalar>(reader, count);
}

}  // namespace urna::crypto
