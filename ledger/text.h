// Text for messages.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace urna::ledger {

inline std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// "1 key", "2 keys".
inline std::string Counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

// `name` with "\xNN" for every byte of what a reader could not see, or could take for something
// else: bytes that are no UTF-8, controls of a terminal, characters without width or that turn the
// direction of others, white space but U+0020, backslashes and quotes. Two names never come out the
// same.
std::string EscapedName(std::string_view name);

// UTF-8 without control characters (C0, DEL, C1) but tabs and line feeds: what titles and names of
// people and projects are made of.
bool IsPlainText(std::string_view text);

}  // namespace urna::ledger
