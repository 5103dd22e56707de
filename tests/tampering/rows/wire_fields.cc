#include "tampering/rows/wire_fields.h"

#include <stdexcept>

namespace urna::ledger {
namespace {

constexpr unsigned kBlock = 2;

std::uint64_t TakeVarint(crypto::ByteView& rest) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; !rest.empty(); shift += 7) {
    const std::uint8_t byte = rest[0];
    rest = rest.subspan(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80) == 0) return value;
  }
  throw std::logic_error("a varint that does not end");
}

void AppendVarint(crypto::Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

std::vector<WireField> FieldsOf(crypto::ByteView message) {
  std::vector<WireField> fields;
  while (!message.empty()) {
    const crypto::ByteView begin = message;
    const std::uint64_t key = TakeVarint(message);
    WireField field{static_cast<std::uint32_t>(key >> 3), {}, {}};
    const std::uint64_t value = TakeVarint(message);
    if ((key & 7) == kBlock) {
      field.block.assign(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(value));
      message = message.subspan(value);
    }
    field.bytes.assign(begin.begin(), begin.end() - static_cast<std::ptrdiff_t>(message.size()));
    fields.push_back(std::move(field));
  }
  return fields;
}

crypto::Bytes JoinFields(const std::vector<WireField>& fields) {
  crypto::Bytes out;
  for (const WireField& field : fields) crypto::Append(out, field.bytes);
  return out;
}

WireField VarintField(std::uint32_t number, const crypto::Bytes& value) {
  WireField field{number, {}, {}};
  AppendVarint(field.bytes, std::uint64_t{number} << 3);
  crypto::Append(field.bytes, value);
  return field;
}

WireField BlockField(std::uint32_t number, const crypto::Bytes& block) {
  WireField field{number, {}, block};
  AppendVarint(field.bytes, std::uint64_t{number} << 3 | kBlock);
  AppendVarint(field.bytes, block.size());
  crypto::Append(field.bytes, block);
  return field;
}

std::size_t FindField(const std::vector<WireField>& fields, std::uint32_t number) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].number == number) return i;
  }
  throw std::logic_error("no such field");
}

}  // namespace urna::ledger
