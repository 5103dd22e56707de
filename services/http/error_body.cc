#include "services/http/error_body.h"

#include <google/protobuf/util/json_util.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

// In the order in which they are written.
using json = nlohmann::ordered_json;

struct CodeName {
  absl::StatusCode code;
  std::string_view name;
  int http_status;
};

// As Connect's specification pairs them.
constexpr CodeName kCodes[] = {
    {absl::StatusCode::kCancelled, "canceled", 499},
    {absl::StatusCode::kUnknown, "unknown", 500},
    {absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
    {absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
    {absl::StatusCode::kNotFound, "not_found", 404},
    {absl::StatusCode::kAlreadyExists, "already_exists", 409},
    {absl::StatusCode::kPermissionDenied, "permission_denied", 403},
    {absl::StatusCode::kResourceExhausted, "resource_exhausted", 429},
    {absl::StatusCode::kFailedPrecondition, "failed_precondition", 400},
    {absl::StatusCode::kAborted, "aborted", 409},
    {absl::StatusCode::kOutOfRange, "out_of_range", 400},
    {absl::StatusCode::kUnimplemented, "unimplemented", 501},
    {absl::StatusCode::kInternal, "internal", 500},
    {absl::StatusCode::kUnavailable, "unavailable", 503},
    {absl::StatusCode::kDataLoss, "data_loss", 500},
    {absl::StatusCode::kUnauthenticated, "unauthenticated", 401},
};

const CodeName& Find(absl::StatusCode code) {
  for (const CodeName& one : kCodes) {
    if (one.code == code) return one;
  }
  return kCodes[1];
}

// Null where the type is none of those that are linked.
json Debug(const google::protobuf::Any& detail, const std::string& type) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  const std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  std::string text;
  if (!message->ParseFromString(detail.value()) ||
      !google::protobuf::util::MessageToJsonString(*message, &text).ok()) {
    return nullptr;
  }
  return json::parse(text, nullptr, false);
}

json ErrorObject(const absl::Status& status) {
  const google::rpc::Status details = ToRpcStatus(status);
  json error = {{"code", ConnectCode(status.code())}, {"message", details.message()}};
  for (const google::protobuf::Any& detail : details.details()) {
    const std::string type = detail.type_url().substr(detail.type_url().rfind('/') + 1);
    std::string value = absl::Base64Escape(detail.value());
    value.erase(value.find_last_not_of('=') + 1);
    json one = {{"type", type}, {"value", value}};
    if (json debug = Debug(detail, type); debug.is_object()) one["debug"] = std::move(debug);
    error["details"].push_back(std::move(one));
  }
  return error;
}

}  // namespace

std::string_view ConnectCode(absl::StatusCode code) { return Find(code).name; }

int HttpStatusOf(absl::StatusCode code) { return Find(code).http_status; }

std::string ErrorJson(const absl::Status& status) { return ErrorObject(status).dump(); }

std::string EndStreamJson(const absl::Status& status) {
  if (status.ok()) return "{}";
  return json{{"error", ErrorObject(status)}}.dump();
}

HttpAnswer ErrorAnswer(int http_status, const absl::Status& status) {
  return {.status = http_status,
          .fields = {{"content-type", "application/json"}},
          .body = ErrorJson(status)};
}

HttpAnswer ErrorAnswer(const absl::Status& status) {
  return ErrorAnswer(HttpStatusOf(status.code()), status);
}

}  // namespace urna::services
