// The head of a request, from the bytes of the wire. What two programs could read in two ways is refused,
// so that nobody smuggles a request past a proxy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "services/http/answer.h"

namespace urna::services {

struct RequestHead {
  // Such as "POST".
  std::string method;
  // Begins with "/", but for "*"; both as they stand, percent signs and all.
  std::string path;
  std::string query;
  HttpFields fields;
  bool is_http_1_0 = false;
  bool keeps_alive = false;
  bool expects_continue = false;
  // The body comes in chunks; otherwise it has `length` bytes.
  bool is_chunked = false;
  std::uint64_t length = 0;

  bool has_body() const { return is_chunked || length > 0; }
  // All values of a field that may be given several times, joined by commas (RFC 9110, 5.3). `name` is
  // in small letters.
  std::optional<std::string> Field(std::string_view name) const;
};

// Why a head is refused: an HTTP status, a reason for programs, and words for people.
struct BadHead {
  int status;
  std::string_view reason;
  std::string_view words;
};

// `bytes` end with the empty line. Refused, besides what is no HTTP/1.0 or 1.1: lines that do not end
// with CR LF or go on in the next, control characters, a length that is none or comes twice or beside a transfer coding, a
// coding other than chunked, one in HTTP/1.0, no or two hosts.
std::variant<RequestHead, BadHead> ReadHead(std::string_view bytes);

}  // namespace urna::services
