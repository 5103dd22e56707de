#include "services/http/query.h"

#include <charconv>
#include <utility>

#include "absl/strings/str_split.h"

namespace urna::services {
namespace {

std::optional<std::string> Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const std::string_view digits = text.substr(i + 1, 2);
      unsigned byte = 0;
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
        return std::nullopt;
      }
      out += static_cast<char>(byte);
      i += 2;
    }
  }
  return out;
}

}  // namespace

std::optional<std::map<std::string, std::string, std::less<>>> ParseQuery(std::string_view query) {
  std::map<std::string, std::string, std::less<>> parameters;
  for (const absl::string_view item :
       absl::StrSplit(absl::string_view(query.data(), query.size()), '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits('=', 1));
    std::optional<std::string> name = Unescaped({parts.first.data(), parts.first.size()});
    std::optional<std::string> value = Unescaped({parts.second.data(), parts.second.size()});
    if (!name || !value) return std::nullopt;
    if (!parameters.emplace(*std::move(name), *std::move(value)).second) return std::nullopt;
  }
  return parameters;
}

}  // namespace urna::services
