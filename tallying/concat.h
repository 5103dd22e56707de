#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace urna::tallying {

// Debian's abseil has a string_view of its own, which std::string_view does not convert to.
inline absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

template <typename T>
decltype(auto) ForStrCat(const T& value) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return AbslView(value);
  } else {
    return (value);
  }
}

// absl::StrCat that takes std::string_view as well.
template <typename... Values>
std::string Concat(const Values&... values) {
  return absl::StrCat(ForStrCat(values)...);
}

template <typename... Values>
void Append(std::string* out, const Values&... values) {
  absl::StrAppend(out, ForStrCat(values)...);
}

}  // namespace urna::tallying
