#include "services/http/call_format.h"

#include <string>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace urna::services {
namespace {

struct Named {
  std::string_view type;
  CallFormat format;
};

// The first of each format is what its answers are called.
constexpr Named kTypes[] = {
    {"application/proto", {Protocol::kConnectUnary, Codec::kProto}},
    {"application/json", {Protocol::kConnectUnary, Codec::kJson}},
    {"application/connect+proto", {Protocol::kConnectStream, Codec::kProto}},
    {"application/connect+json", {Protocol::kConnectStream, Codec::kJson}},
    {"application/grpc-web+proto", {Protocol::kGrpcWeb, Codec::kProto}},
    {"application/grpc-web", {Protocol::kGrpcWeb, Codec::kProto}},
    {"application/grpc-web-text+proto", {Protocol::kGrpcWebText, Codec::kProto}},
    {"application/grpc-web-text", {Protocol::kGrpcWebText, Codec::kProto}},
    {"application/octet-stream", {Protocol::kFile, Codec::kJson}},
};

absl::string_view Trimmed(std::string_view text) {
  return absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
}

bool IsUtf8(std::string_view parameter) {
  return absl::EqualsIgnoreCase(Trimmed(parameter), "charset=utf-8") ||
         absl::EqualsIgnoreCase(Trimmed(parameter), "charset=\"utf-8\"");
}

}  // namespace

std::optional<CallFormat> FormatOf(std::string_view content_type) {
  const std::size_t semicolon = content_type.find(';');
  const absl::string_view type = Trimmed(content_type.substr(0, semicolon));
  if (semicolon != content_type.npos && !IsUtf8(content_type.substr(semicolon + 1))) {
    return std::nullopt;
  }
  for (const Named& named : kTypes) {
    if (absl::EqualsIgnoreCase(type, absl::string_view(named.type.data(), named.type.size()))) {
      return named.format;
    }
  }
  return std::nullopt;
}

std::string_view ContentTypeOf(const CallFormat& format) {
  // A file is answered in JSON.
  if (format.protocol == Protocol::kFile) return "application/json";
  for (const Named& named : kTypes) {
    if (named.format == format) return named.type;
  }
  return "application/octet-stream";
}

bool Fits(const Method& method, Protocol protocol) {
  switch (protocol) {
    case Protocol::kConnectUnary:
      return std::holds_alternative<AnswerUnary>(method.handler);
    case Protocol::kConnectStream:
      return !std::holds_alternative<AnswerUnary>(method.handler);
    case Protocol::kFile:
      return std::holds_alternative<BeginUpload>(method.handler);
    case Protocol::kGrpcWeb:
    case Protocol::kGrpcWebText:
      return true;
  }
  return false;
}

std::string_view AcceptedBy(const Method& method) {
  if (std::holds_alternative<AnswerUnary>(method.handler)) {
    return "application/json, application/proto, application/grpc-web+proto, "
           "application/grpc-web-text+proto";
  }
  if (std::holds_alternative<BeginUpload>(method.handler)) {
    return "application/octet-stream, application/connect+json, application/connect+proto, "
           "application/grpc-web+proto, application/grpc-web-text+proto";
  }
  return "application/connect+json, application/connect+proto, application/grpc-web+proto, "
         "application/grpc-web-text+proto";
}

std::string_view EncodingField(Protocol protocol) {
  switch (protocol) {
    case Protocol::kConnectStream:
      return "connect-content-encoding";
    case Protocol::kGrpcWeb:
    case Protocol::kGrpcWebText:
      return "grpc-encoding";
    case Protocol::kConnectUnary:
    case Protocol::kFile:
      break;
  }
  return "content-encoding";
}

std::string_view AcceptEncodingField(Protocol protocol) {
  switch (protocol) {
    case Protocol::kConnectStream:
      return "connect-accept-encoding";
    case Protocol::kGrpcWeb:
    case Protocol::kGrpcWebText:
      return "grpc-accept-encoding";
    case Protocol::kConnectUnary:
    case Protocol::kFile:
      break;
  }
  return "accept-encoding";
}

}  // namespace urna::services
