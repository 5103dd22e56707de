// Bodies and messages in gzip (RFC 1952).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::services {

enum class Packing { kNone, kGzip };

// What the field that names an encoding says; none where there is no such field. UNIMPLEMENTED
// (ENCODING_UNKNOWN) for others than gzip and identity.
absl::StatusOr<Packing> PackingOf(const std::optional<std::string>& encoding);

// Whether the field that lists encodings, such as "gzip;q=0.5, identity", takes gzip.
bool AcceptsGzip(std::string_view accepted);

// Little work gives most of the gain: for what is packed while others wait. All of it is for what is packed once and
// sent often.
enum class PackingWork { kLittle, kAll };
std::string Pack(std::string_view bytes, PackingWork work = PackingWork::kLittle);
// What it comes to at most.
std::size_t MostPacked(std::size_t bytes);

// Holds no more than `most` bytes at any time, however little was packed. RESOURCE_EXHAUSTED
// (MESSAGE_TOO_LARGE) beyond; INVALID_ARGUMENT (MALFORMED_GZIP) for what is no gzip, is not all of it,
// or has something behind it.
absl::StatusOr<std::string> Unpack(std::string_view packed, std::size_t most);

// RESOURCE_EXHAUSTED (MESSAGE_TOO_LARGE).
absl::Status MessageTooLarge(std::size_t most);

}  // namespace urna::services
