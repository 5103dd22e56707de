// One serialisation for each message: what makes a digest of its bytes a digest of what it says
// (section 3 of docs/protocol.md).
//
// Protobuf reads many spellings of a message, skips what it does not know, and of a field that is
// given twice takes the last. Of two programs that read such bytes one may see what the other does
// not. Canonical bytes are those that protobuf itself would write, and hold nothing unknown.
#pragma once

#include <google/protobuf/descriptor.h>

#include "absl/status/status.h"
#include "crypto/bytes.h"

namespace urna::ledger {

// Messages within messages, the outermost being the first. Below protobuf's own limit of 100.
inline constexpr int kMaxMessageDepth = 32;

// OK, or INVALID_ARGUMENT with the path of the first field that is wrong. `bytes` are canonical
// when, in every message at any depth,
//   - fields stand in ascending order of their numbers, none is unknown, and only repeated ones
//     stand more than once; of a oneof there is at most one member;
//   - tags, lengths and numbers are varints of the shortest form, and numbers are in the range of
//     their type;
//   - no field is at its default value, unless its presence means something (`optional`, members of
//     oneofs, messages, elements of repeated fields);
//   - repeated numbers are packed in one block that is not empty;
//   - strings are UTF-8 (RFC 3629).
// Protobuf parses what is canonical, and writes the same bytes again. Messages of proto3 only, up
// to 2 GiB; maps have no order of their own and are refused.
absl::Status CheckCanonical(const google::protobuf::Descriptor& type, crypto::ByteView bytes);

}  // namespace urna::ledger
