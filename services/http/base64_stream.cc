#include "services/http/base64_stream.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

bool IsBase64(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '+' || c == '/' || c == '=';
}

}  // namespace

absl::StatusOr<std::string> Base64Stream::Add(std::string_view text) {
  rest_.append(text);
  const absl::string_view whole = absl::string_view(rest_).substr(0, rest_.size() / 4 * 4);
  std::string out;
  std::size_t begin = 0;
  const auto malformed = [] {
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_BASE64",
                 "the body is not in Base64 (RFC 4648, section 4)");
  };
  if (!std::all_of(whole.begin(), whole.end(),
                   [](char c) { return IsBase64(static_cast<unsigned char>(c)); })) {
    return malformed();
  }
  while (begin < whole.size()) {
    // Up to the end of the four in which the next padding stands.
    const std::size_t padding = whole.find('=', begin);
    const std::size_t end = padding == whole.npos ? whole.size() : padding / 4 * 4 + 4;
    std::string piece;
    if (!absl::Base64Unescape(whole.substr(begin, end - begin), &piece)) return malformed();
    out += piece;
    begin = end;
  }
  rest_.erase(0, whole.size());
  return out;
}

}  // namespace urna::services
