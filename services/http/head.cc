#include "services/http/head.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace urna::services {
namespace {

namespace http = boost::beast::http;

constexpr BadHead kMalformed = {400, "MALFORMED_HEAD", "the head of the request is no HTTP/1.1"};
constexpr BadHead kAmbiguous = {
    400, "AMBIGUOUS_BODY",
    "it is not clear where the body of the request ends: send either one "
    "Content-Length or Transfer-Encoding: chunked"};
constexpr BadHead kVersion = {505, "HTTP_VERSION", "speak HTTP/1.1"};
constexpr BadHead kExpectation = {417, "EXPECTATION", "nothing but 100-continue can be expected"};
constexpr BadHead kHost = {400, "HOST", "expected one field Host"};
constexpr BadHead kTarget = {400, "TARGET", "expected a path"};

// Lines end with CR LF, hold no other control character than a tab, and none goes on in the next.
bool HasCleanLines(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte == '\r') {
      if (i + 1 == bytes.size() || bytes[i + 1] != '\n') return false;
      ++i;
      if (i + 1 < bytes.size() && (bytes[i + 1] == ' ' || bytes[i + 1] == '\t')) return false;
    } else if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
      return false;
    }
  }
  return true;
}

bool Equal(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(absl::string_view(a.data(), a.size()),
                                absl::string_view(b.data(), b.size()));
}

std::size_t Count(const RequestHead& head, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(head.fields.begin(), head.fields.end(),
                    [name](const auto& field) { return field.first == name; }));
}

bool ReadTarget(std::string_view target, RequestHead& head) {
  // A proxy may name the server as well (RFC 9112, 3.2.2).
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t path = target.find_first_of("/?");
    target = path == target.npos ? "/" : target.substr(path);
  }
  if (target.find('#') != target.npos) return false;
  const std::size_t mark = target.find('?');
  head.path = target.substr(0, mark);
  if (mark != target.npos) head.query = target.substr(mark + 1);
  return head.path.starts_with('/') || (head.path == "*" && head.method == "OPTIONS");
}

std::optional<BadHead> ReadFraming(RequestHead& head) {
  const std::size_t codings = Count(head, "transfer-encoding");
  const std::size_t lengths = Count(head, "content-length");
  if (codings + lengths > 1) return kAmbiguous;
  if (codings == 1) {
    if (head.is_http_1_0 || !Equal(*head.Field("transfer-encoding"), "chunked")) return kAmbiguous;
    head.is_chunked = true;
  }
  if (lengths == 1) {
    const std::string text = *head.Field("content-length");
    const bool is_number =
        !text.empty() && std::all_of(text.begin(), text.end(),
                                     [](unsigned char c) { return absl::ascii_isdigit(c); });
    if (!is_number || !absl::SimpleAtoi(text, &head.length)) return kAmbiguous;
  }
  return std::nullopt;
}

bool KeepsAlive(const RequestHead& head) {
  bool keeps = !head.is_http_1_0;
  const std::string connection = head.Field("connection").value_or("");
  for (absl::string_view option : absl::StrSplit(connection, ',')) {
    option = absl::StripAsciiWhitespace(option);
    if (absl::EqualsIgnoreCase(option, "close")) return false;
    if (absl::EqualsIgnoreCase(option, "keep-alive")) keeps = true;
  }
  return keeps;
}

}  // namespace

std::optional<std::string> RequestHead::Field(std::string_view name) const {
  std::optional<std::string> values;
  for (const auto& [field, value] : fields) {
    if (field != name) continue;
    if (values) *values += ',';
    values = values.value_or("") + value;
  }
  return values;
}

std::variant<RequestHead, BadHead> ReadHead(std::string_view bytes) {
  if (!HasCleanLines(bytes)) return kMalformed;
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(bytes.size() + 1));
  parser.body_limit(boost::none);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error == http::error::bad_version) return kVersion;
  if (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding) {
    return kAmbiguous;
  }
  if (error || !parser.is_header_done()) return kMalformed;
  const auto& message = parser.get();
  RequestHead head;
  head.method = std::string(message.method_string());
  head.is_http_1_0 = message.version() < 11;
  for (const auto& field : message) {
    std::string name(field.name_string());
    absl::AsciiStrToLower(&name);
    head.fields.emplace_back(std::move(name), std::string(field.value()));
  }
  const std::size_t hosts = Count(head, "host");
  if (hosts > 1 || (hosts == 0 && !head.is_http_1_0)) return kHost;
  if (!ReadTarget({message.target().data(), message.target().size()}, head)) return kTarget;
  if (const std::optional<BadHead> bad = ReadFraming(head)) return *bad;
  if (const std::optional<std::string> expect = head.Field("expect")) {
    if (!Equal(*expect, "100-continue")) return kExpectation;
    head.expects_continue = !head.is_http_1_0 && head.has_body();
  }
  head.keeps_alive = KeepsAlive(head);
  return head;
}

}  // namespace urna::services
