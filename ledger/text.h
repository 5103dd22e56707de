// Text for messages. Debian builds Abseil with a string_view of its own, which StrCat and Status
// take and std::string_view is not.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace urna::ledger {

// The pieces, texts and integers, one after the other.
template <typename... Pieces>
std::string Concat(const Pieces&... pieces) {
  std::string out;
  auto append = [&out](const auto& piece) {
    if constexpr (std::integral<std::decay_t<decltype(piece)>>) {
      out += std::to_string(piece);
    } else {
      out += std::string_view(piece);
    }
  };
  (append(pieces), ...);
  return out;
}

inline std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

}  // namespace urna::ledger
