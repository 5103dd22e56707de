#include "services/http/call_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/escaping.h"
#include "services/base/errors.h"
#include "services/http/query.h"

namespace urna::services {
namespace {

// Digits of a timeout, at most: what the two specifications allow.
constexpr std::size_t kConnectDigits = 10;
constexpr std::size_t kGrpcDigits = 8;

absl::Status InvalidHeader(std::string_view name, std::string_view expected) {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_HEADER",
               fmt::format("the field {} is no such; expected {}", name, expected));
}

absl::Status InvalidQuery(std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_QUERY",
               fmt::format("in the query: {}", what));
}

std::optional<std::int64_t> Digits(std::string_view text, std::size_t most) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  if (text.empty() || text.size() > most || text.front() == '-') return std::nullopt;
  const auto [last, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || last != end) return std::nullopt;
  return number;
}

std::optional<absl::Duration> GrpcTimeout(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<std::int64_t> number = Digits(text.substr(0, text.size() - 1), kGrpcDigits);
  if (!number) return std::nullopt;
  switch (text.back()) {
    case 'H':
      return absl::Hours(*number);
    case 'M':
      return absl::Minutes(*number);
    case 'S':
      return absl::Seconds(*number);
    case 'm':
      return absl::Milliseconds(*number);
    case 'u':
      return absl::Microseconds(*number);
    case 'n':
      return absl::Nanoseconds(*number);
    default:
      return std::nullopt;
  }
}

absl::Status ReadTimeout(const RequestHead& head, CallHead& call) {
  const bool is_grpc =
      call.format.protocol == Protocol::kGrpcWeb || call.format.protocol == Protocol::kGrpcWebText;
  const std::string_view name = is_grpc ? "grpc-timeout" : "connect-timeout-ms";
  const std::optional<std::string> text = head.Field(name);
  if (!text) return absl::OkStatus();
  if (is_grpc) {
    const std::optional<absl::Duration> timeout = GrpcTimeout(*text);
    if (!timeout) return InvalidHeader(name, "at most 8 digits and one of H, M, S, m, u, n");
    call.timeout = *timeout;
    return absl::OkStatus();
  }
  const std::optional<std::int64_t> milliseconds = Digits(*text, kConnectDigits);
  if (!milliseconds) return InvalidHeader(name, "milliseconds, at most 10 digits");
  call.timeout = absl::Milliseconds(*milliseconds);
  return absl::OkStatus();
}

absl::Status Decode(QueryMessage& message, bool is_base64) {
  if (!is_base64) return absl::OkStatus();
  std::string decoded;
  const bool is_web_safe = absl::WebSafeBase64Unescape(message.bytes, &decoded);
  if (!is_web_safe) return InvalidQuery("the message is not in Base64 for URLs");
  message.bytes = std::move(decoded);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CallHead> ReadCallHead(const CallFormat& format, const RequestHead& head) {
  CallHead call{.format = format};
  const std::optional<std::string> version = head.Field("connect-protocol-version");
  if (version && *version != "1") return InvalidHeader("connect-protocol-version", "1");
  if (absl::Status timeout = ReadTimeout(head, call); !timeout.ok()) return timeout;
  const std::string_view field = EncodingField(format.protocol);
  absl::StatusOr<Packing> requests = PackingOf(head.Field(field));
  if (!requests.ok()) return requests.status();
  call.requests = *requests;
  // A stream whose messages are packed is not packed as a whole too.
  if (format.has_envelopes() || format.protocol == Protocol::kFile) {
    const absl::StatusOr<Packing> whole = PackingOf(head.Field("content-encoding"));
    if (!whole.ok() || *whole != Packing::kNone) return PackingOf("other").status();
  }
  if (AcceptsGzip(head.Field(AcceptEncodingField(format.protocol)).value_or(""))) {
    call.answers = Packing::kGzip;
  }
  return call;
}

absl::StatusOr<QueryMessage> ReadQueryMessage(std::string_view query, std::string_view name) {
  auto parameters = ParseQuery(query);
  if (!parameters) return InvalidQuery("an escape is wrong, or a name comes twice");
  const auto take = [&](std::string_view key) -> std::optional<std::string> {
    const auto found = parameters->find(key);
    if (found == parameters->end()) return std::nullopt;
    std::string value = std::move(found->second);
    parameters->erase(found);
    return value;
  };
  std::optional<std::string> bytes = take(name);
  const std::string encoding = take("encoding").value_or(name == "header" ? "json" : "");
  const std::string base64 = take("base64").value_or("0");
  const std::string version = take("connect").value_or("v1");
  const absl::StatusOr<Packing> packing = PackingOf(take("compression"));
  if (!packing.ok()) return packing.status();
  if (!bytes) return InvalidQuery(fmt::format("{} is missing", name));
  if (encoding != "json" && encoding != "proto") {
    return InvalidQuery("encoding is no such; expected json or proto");
  }
  if (base64 != "0" && base64 != "1") return InvalidQuery("base64 is no such; expected 1");
  if (version != "v1") return InvalidQuery("connect is no such; expected v1");
  QueryMessage message{.codec = encoding == "json" ? Codec::kJson : Codec::kProto,
                       .packing = *packing,
                       .bytes = *std::move(bytes)};
  if (absl::Status decoded = Decode(message, base64 == "1"); !decoded.ok()) return decoded;
  return message;
}

}  // namespace urna::services
