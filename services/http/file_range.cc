#include "services/http/file_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "services/base/errors.h"
#include "services/http/error_body.h"

namespace urna::services {
namespace {

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string Quoted(std::string_view tag) { return fmt::format("\"{}\"", tag); }

AskedRange ParseRange(std::string_view range, std::uint64_t file_size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!range.starts_with(kUnit)) return std::monostate();
  range.remove_prefix(kUnit.size());
  const std::size_t dash = range.find('-');
  if (dash == range.npos) return std::monostate();
  const std::string_view first = range.substr(0, dash);
  const std::string_view last = range.substr(dash + 1);
  if (first.empty()) {
    const std::optional<std::uint64_t> from_end = Number(last);
    if (!from_end) return std::monostate();
    if (*from_end == 0 || file_size == 0) return OutsideFile();
    const std::uint64_t size = std::min(*from_end, file_size);
    return FileRange{.offset = file_size - size, .size = size};
  }
  const std::optional<std::uint64_t> begin = Number(first);
  const std::optional<std::uint64_t> end = last.empty() ? UINT64_MAX : Number(last);
  if (!begin || !end || *begin > *end) return std::monostate();
  if (*begin >= file_size) return OutsideFile();
  return FileRange{.offset = *begin, .size = std::min(*end, file_size - 1) - *begin + 1};
}

AskedRange AskedOf(const RequestHead& head, std::string_view etag, std::uint64_t file_size) {
  const std::optional<std::string> range = head.Field("range");
  if (!range || head.method != "GET") return std::monostate();
  const std::optional<std::string> condition = head.Field("if-range");
  if (condition && (etag.empty() || *condition != Quoted(etag))) return std::monostate();
  return ParseRange(*range, file_size);
}

std::string ContentRange(const FileRange& part, std::uint64_t file_size) {
  return fmt::format("bytes {}-{}/{}", part.offset, part.offset + part.size - 1, file_size);
}

HttpAnswer NoSuchRange(std::uint64_t file_size) {
  HttpAnswer answer =
      ErrorAnswer(416, Error(absl::StatusCode::kOutOfRange, "RANGE", "the file has no such bytes"));
  answer.fields.emplace_back("content-range", fmt::format("bytes */{}", file_size));
  return answer;
}

bool NamesTag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty()) return false;
  for (absl::string_view one :
       absl::StrSplit(absl::string_view(if_none_match.data(), if_none_match.size()), ',')) {
    one = absl::StripAsciiWhitespace(one);
    if (one == "*") return true;
    // Weak ones are compared as the strong (RFC 9110, 13.1.2).
    if (one.substr(0, 2) == "W/") one.remove_prefix(2);
    if (one == absl::string_view(Quoted(etag))) return true;
  }
  return false;
}

}  // namespace urna::services
