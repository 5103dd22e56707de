// Noticing a full disk before it is written to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace urna::storage {

// Bytes that this user may still write to the disk of `folder`; nothing when the system does not
// say.
std::optional<std::uint64_t> FreeBytes(const std::string& folder);

}  // namespace urna::storage
