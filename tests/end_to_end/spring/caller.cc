#include "end_to_end/spring/caller.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace urna::end_to_end {
namespace {

// "/urna.v1.Proposals/GetProposal": a file of the API has one service, and a request its method's name.
std::string TargetOf(const google::protobuf::Message& request) {
  constexpr std::string_view kRequest = "Request";
  const google::protobuf::Descriptor& type = *request.GetDescriptor();
  std::string_view method = type.name();
  method.remove_suffix(kRequest.size());
  return fmt::format("/{}/{}", type.file()->service(0)->full_name(), method);
}

// What Connect's JSON says of an error.
absl::Status ErrorIn(const std::string& body) {
  google::protobuf::Struct error;
  if (!google::protobuf::util::JsonStringToMessage(body, &error).ok()) {
    return absl::InternalError("an error that is no JSON: " + body);
  }
  const std::string code = absl::AsciiStrToUpper(error.fields().at("code").string_value());
  for (int i = 1; i <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++i) {
    const auto known = static_cast<absl::StatusCode>(i);
    if (absl::StatusCodeToString(known) == code) return absl::Status(known, body);
  }
  return absl::InternalError("an error of no known code: " + body);
}

}  // namespace

Caller::Caller(const Department& department, Over over) : department_(department) {
  if (over == Over::kHttp) {
    http_ = std::make_unique<services::HttpClient>(department.http_address());
    return;
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  channel_ = grpc::CreateCustomChannel(department.address(), grpc::InsecureChannelCredentials(),
                                       arguments);
}

void Caller::Prepare(By by, grpc::ClientContext& context) const {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  const std::string token = department_.Token(by);
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

absl::Status Caller::CallHttp(By by, const google::protobuf::Message& request,
                              google::protobuf::Message& response) const {
  services::HttpRequest call;
  call.target = TargetOf(request);
  call.fields = {{"Content-Type", "application/json"}};
  const std::string token = department_.Token(by);
  if (!token.empty()) call.fields.emplace_back("Authorization", "Bearer " + token);
  if (!google::protobuf::util::MessageToJsonString(request, &call.body).ok()) {
    return absl::InternalError("a request that is no JSON");
  }
  if (!http_->Send(services::Written(call))) return absl::UnavailableError("the server has gone");
  const std::optional<services::HttpReply> reply = http_->Read();
  if (!reply) return absl::UnavailableError("the server has gone before it answered");
  if (reply->status != 200) return ErrorIn(reply->body);
  const auto parsed = google::protobuf::util::JsonStringToMessage(reply->body, &response);
  return parsed.ok() ? absl::OkStatus()
                     : absl::InternalError("an answer that is no JSON: " + reply->body);
}

}  // namespace urna::end_to_end
