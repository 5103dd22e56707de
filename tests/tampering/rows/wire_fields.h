// A protobuf message as its fields lie in it, to be put together otherwise than a library would.
#pragma once

#include <cstdint>
#include <vector>

#include "crypto/bytes.h"

namespace urna::ledger {

struct WireField {
  std::uint32_t number;
  // Its key, and the length of a block.
  crypto::Bytes bytes;
  // What a block holds.
  crypto::Bytes block;
};

// Of a message of varints and blocks alone.
std::vector<WireField> FieldsOf(crypto::ByteView message);
crypto::Bytes JoinFields(const std::vector<WireField>& fields);
WireField VarintField(std::uint32_t number, const crypto::Bytes& value);
WireField BlockField(std::uint32_t number, const crypto::Bytes& block);
// The first field of this number.
std::size_t FindField(const std::vector<WireField>& fields, std::uint32_t number);

}  // namespace urna::ledger
