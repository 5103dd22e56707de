#include "services/http/cors.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace urna::services {
namespace {

constexpr std::string_view kSent =
    "Authorization, Content-Type, Content-Encoding, Accept-Encoding, Connect-Protocol-Version, "
    "Connect-Timeout-Ms, Connect-Content-Encoding, Connect-Accept-Encoding, Grpc-Timeout, "
    "Grpc-Encoding, Grpc-Accept-Encoding, X-Grpc-Web, X-User-Agent, If-None-Match, Range, "
    "Upload-Key, Upload-Offset";
constexpr std::string_view kRead =
    "Content-Encoding, Connect-Content-Encoding, Grpc-Encoding, Grpc-Status, Grpc-Message, "
    "Grpc-Status-Details-Bin, ETag, Content-Range, Accept-Ranges, Upload-Offset, Upload-Complete";
// Two hours: the most that Chromium keeps.
constexpr std::string_view kMaxAge = "7200";

}  // namespace

std::string CrossOrigin::Allowed(const RequestHead& head) const {
  const std::optional<std::string> origin = head.Field("origin");
  if (!origin) return "";
  for (const std::string& one : origins_) {
    if (one == "*") return "*";
    if (one == *origin) return one;
  }
  return "";
}

HttpFields CrossOrigin::Fields(const RequestHead& head) const {
  if (origins_.empty()) return {};
  HttpFields fields = {{"vary", "Origin"}};
  if (std::string origin = Allowed(head); !origin.empty()) {
    fields.emplace_back("access-control-allow-origin", std::move(origin));
    fields.emplace_back("access-control-expose-headers", kRead);
  }
  return fields;
}

bool CrossOrigin::IsPreflight(const RequestHead& head) {
  return head.method == "OPTIONS" && head.Field("origin") &&
         head.Field("access-control-request-method");
}

HttpAnswer CrossOrigin::Preflight(const RequestHead& head, std::string_view methods) const {
  HttpAnswer answer{.status = 204};
  if (Allowed(head).empty()) return answer;
  answer.fields = {{"access-control-allow-methods", std::string(methods)},
                   {"access-control-allow-headers", std::string(kSent)},
                   {"access-control-max-age", std::string(kMaxAge)},
                   {"vary", "Access-Control-Request-Method, Access-Control-Request-Headers"}};
  return answer;
}

}  // namespace urna::services
