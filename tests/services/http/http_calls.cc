#include "services/http/http_calls.h"

#include <google/protobuf/util/json_util.h>

#include <chrono>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "pch.h"

namespace urna::services {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using nlohmann::json;

bool IsStream(const MethodDescriptor& method) {
  return method.client_streaming() || method.server_streaming();
}
bool IsJson(const std::string& type) { return absl::StrContains(type, "json"); }
bool IsText(const std::string& type) { return absl::StrContains(type, "-text"); }
bool IsGrpc(const std::string& type) { return absl::StrContains(type, "grpc"); }

std::string Path(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

std::string Encoded(const std::string& type, const Message& message) {
  if (!IsJson(type)) return message.SerializeAsString();
  std::string text;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text).ok());
  return text;
}

std::string Decoded(const std::string& type, const MethodDescriptor& method,
                    const std::string& bytes) {
  const std::unique_ptr<Message> message(
      MessageFactory::generated_factory()->GetPrototype(method.output_type())->New());
  if (IsJson(type)) {
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(bytes, message.get()).ok()) << bytes;
  } else {
    EXPECT_TRUE(message->ParseFromString(bytes));
  }
  return message->SerializeAsString();
}

std::string Envelope(const std::string& bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::string head(5, '\0');
  for (int i = 0; i < 4; ++i) head[4 - i] = static_cast<char>(size >> (8 * i));
  return head + bytes;
}

std::string Unpadded(const std::string& base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(base64, &bytes)) << base64;
  return bytes;
}

// Every four characters by themselves: any of them may be padded.
std::string FromText(const std::string& text) {
  std::string bytes;
  EXPECT_EQ(text.size() % 4, 0u);
  for (std::size_t i = 0; i < text.size(); i += 4) bytes += Unpadded(text.substr(i, 4));
  return bytes;
}

google::rpc::Status FromJson(const json& error) {
  constexpr const char* kCodes[] = {"ok",
                                    "canceled",
                                    "unknown",
                                    "invalid_argument",
                                    "deadline_exceeded",
                                    "not_found",
                                    "already_exists",
                                    "permission_denied",
                                    "resource_exhausted",
                                    "failed_precondition",
                                    "aborted",
                                    "out_of_range",
                                    "unimplemented",
                                    "internal",
                                    "unavailable",
                                    "data_loss",
                                    "unauthenticated"};
  google::rpc::Status status;
  for (int code = 0; code <= 16; ++code) {
    if (error["code"] == kCodes[code]) status.set_code(code);
  }
  EXPECT_NE(status.code(), 0) << error;
  status.set_message(error["message"].get<std::string>());
  for (const json& detail : error.value("details", json::array())) {
    auto* any = status.add_details();
    any->set_type_url("type.googleapis.com/" + detail["type"].get<std::string>());
    any->set_value(Unpadded(detail["value"]));
  }
  return status;
}

google::rpc::Status FromTrailers(const std::string& trailers) {
  google::rpc::Status status;
  int code = -1;
  for (const absl::string_view line : absl::StrSplit(trailers, "\r\n", absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(": ", 1));
    if (parts[0] == "grpc-status") EXPECT_TRUE(absl::SimpleAtoi(parts[1], &code));
    if (parts[0] == "grpc-status-details-bin") {
      EXPECT_TRUE(status.ParseFromString(Unpadded(parts[1])));
    }
  }
  EXPECT_EQ(status.code(), code) << trailers;
  return status;
}

CallOutcome FromEnvelopes(const std::string& type, const MethodDescriptor& method,
                          std::string body) {
  CallOutcome outcome;
  bool is_ended = false;
  while (body.size() >= 5) {
    std::size_t size = 0;
    for (std::size_t i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
    const auto flags = static_cast<unsigned char>(body[0]);
    const std::string bytes = body.substr(5, size);
    body.erase(0, 5 + size);
    EXPECT_FALSE(is_ended);
    if (flags == 0x80) {
      outcome.status = FromTrailers(bytes);
    } else if (flags == 2) {
      const json end = json::parse(bytes);
      if (end.contains("error")) outcome.status = FromJson(end["error"]);
    } else {
      EXPECT_EQ(flags, 0);
      outcome.messages.push_back(Decoded(type, method, bytes));
    }
    is_ended = flags != 0;
  }
  EXPECT_TRUE(is_ended);
  EXPECT_TRUE(body.empty());
  return outcome;
}

}  // namespace

void PrintTo(const CallOutcome& outcome, std::ostream* out) {
  *out << outcome.status.code() << " " << outcome.status.message() << " with "
       << outcome.messages.size() << " messages";
}

std::string ContentTypeFor(const std::string& protocol, const MethodDescriptor& method) {
  const bool is_connect = !IsGrpc(protocol);
  return "application/" + std::string(is_connect && IsStream(method) ? "connect+" : "") + protocol;
}

HttpRequest RequestOf(const std::string& content_type, const MethodDescriptor& method,
                      const std::vector<const Message*>& messages, const std::string& token) {
  HttpRequest request{.target = Path(method), .fields = {{"Content-Type", content_type}}};
  if (!token.empty()) request.fields.emplace_back("Authorization", "Bearer " + token);
  const bool is_bare = !IsGrpc(content_type) && !IsStream(method);
  for (const Message* message : messages) {
    const std::string bytes = Encoded(content_type, *message);
    request.body += is_bare ? bytes : Envelope(bytes);
  }
  if (IsText(content_type)) request.body = absl::Base64Escape(request.body);
  return request;
}

CallOutcome OutcomeOf(const std::string& content_type, const MethodDescriptor& method,
                      const HttpReply& reply) {
  if (IsGrpc(content_type) || IsStream(method)) {
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.Field("content-type"), content_type);
    return FromEnvelopes(content_type, method,
                         IsText(content_type) ? FromText(reply.body) : reply.body);
  }
  if (reply.status != 200) return {.status = FromJson(json::parse(reply.body))};
  EXPECT_EQ(reply.Field("content-type"), content_type);
  return {.messages = {Decoded(content_type, method, reply.body)}};
}

CallOutcome CallOverGrpc(const std::shared_ptr<grpc::Channel>& channel,
                         const MethodDescriptor& method, const Message& request,
                         const std::string& token) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  grpc::CompletionQueue queue;
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    return ok;
  };
  const auto call = stub.PrepareCall(&context, Path(method), &queue);
  call->StartCall(nullptr);
  wait();
  const grpc::Slice slice(request.SerializeAsString());
  call->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
  wait();
  CallOutcome outcome;
  while (true) {
    grpc::ByteBuffer received;
    call->Read(&received, nullptr);
    if (!wait()) break;
    grpc::Slice message;
    EXPECT_TRUE(received.DumpToSingleSlice(&message).ok());
    outcome.messages.emplace_back(message.begin(), message.end());
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  wait();
  if (!status.ok()) {
    EXPECT_TRUE(outcome.status.ParseFromString(status.error_details()));
  }
  return outcome;
}

const MethodDescriptor& MethodAt(const std::string& path) {
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  const auto* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(parts[1]);
  return *service->FindMethodByName(parts[2]);
}

}  // namespace urna::services
