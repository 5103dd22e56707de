#include "storage/postgres/parameters.h"

#include <utility>

namespace urna::storage {
namespace {

// OIDs of the types, which are fixed for ever (pg_type.dat).
constexpr unsigned kBytea = 17;
constexpr unsigned kInt8 = 20;
constexpr unsigned kText = 25;
constexpr unsigned kByteaArray = 1001;
constexpr unsigned kInt8Array = 1016;

template <typename Integer>
void AppendBigEndian(std::string& out, Integer value) {
  for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

// What array_recv reads: dimensions, whether there are nulls, the elements' type, then of each
// dimension its size and the number of its first element.
std::string ArrayHeader(unsigned element_type, std::size_t size) {
  std::string out;
  AppendBigEndian<std::uint32_t>(out, size == 0 ? 0 : 1);
  AppendBigEndian<std::uint32_t>(out, 0);
  AppendBigEndian<std::uint32_t>(out, element_type);
  if (size == 0) return out;
  AppendBigEndian<std::uint32_t>(out, static_cast<std::uint32_t>(size));
  AppendBigEndian<std::uint32_t>(out, 1);
  return out;
}

}  // namespace

Parameters& Parameters::Add(unsigned type, std::string value) {
  types_.push_back(type);
  values_.push_back(std::move(value));
  return *this;
}

Parameters& Parameters::Integer(std::int64_t value) {
  std::string bytes;
  AppendBigEndian(bytes, static_cast<std::uint64_t>(value));
  return Add(kInt8, std::move(bytes));
}

Parameters& Parameters::Bytes(std::string_view value) { return Add(kBytea, std::string(value)); }

Parameters& Parameters::Text(std::string_view value) { return Add(kText, std::string(value)); }

Parameters& Parameters::Integers(const std::vector<std::int64_t>& values) {
  std::string out = ArrayHeader(kInt8, values.size());
  for (const std::int64_t value : values) {
    AppendBigEndian<std::uint32_t>(out, 8);
    AppendBigEndian(out, static_cast<std::uint64_t>(value));
  }
  return Add(kInt8Array, std::move(out));
}

Parameters& Parameters::ByteArrays(const std::vector<std::string_view>& values) {
  std::string out = ArrayHeader(kBytea, values.size());
  std::size_t bytes = out.size();
  for (const std::string_view value : values) bytes += 4 + value.size();
  out.reserve(bytes);
  for (const std::string_view value : values) {
    AppendBigEndian(out, static_cast<std::uint32_t>(value.size()));
    out += value;
  }
  return Add(kByteaArray, std::move(out));
}

std::int64_t IntegerOf(std::string_view bytes) {
  if (bytes.size() != 8) return 0;
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

}  // namespace urna::storage
