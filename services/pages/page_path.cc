#include "services/pages/page_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace urna::services {
namespace {

// The character that two digits behind a "%" stand for.
std::optional<char> Unescaped(std::string_view digits) {
  unsigned value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
  if (digits.size() != 2 || error != std::errc() || stop != end) return std::nullopt;
  return static_cast<char>(value);
}

bool IsPlain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7f && c != '\\';
}

// Of a path that begins with "/".
bool HasPlainParts(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = path.find('/');
    const std::string_view part = path.substr(0, end);
    if (part == "." || part == ".." || (part.empty() && end != path.npos)) return false;
    path = end == path.npos ? "" : path.substr(end);
  }
  return true;
}

}  // namespace

std::optional<std::string> PagePath(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::string plain;
  plain.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == '%') {
      const std::optional<char> unescaped = Unescaped(path.substr(i + 1, 2));
      if (!unescaped || *unescaped == '/') return std::nullopt;
      c = *unescaped;
      i += 2;
    }
    if (!IsPlain(c)) return std::nullopt;
    plain += c;
  }
  if (!HasPlainParts(plain)) return std::nullopt;
  return plain;
}

bool IsPageName(std::string_view name) {
  const bool is_ascii =
      std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~' && c != '%'; });
  return is_ascii && !name.empty() && !name.ends_with('/') &&
         PagePath(fmt::format("/{}", name)).has_value();
}

}  // namespace urna::services
