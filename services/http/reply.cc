#include "services/http/reply.h"

#include <fmt/format.h>

#include "absl/strings/escaping.h"
#include "services/base/errors.h"
#include "services/http/envelope.h"
#include "services/http/error_body.h"

namespace urna::services {
namespace {

// As gRPC's grpc-message has it: what is no printable ASCII, and the percent sign, as %XX.
std::string PercentEncoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e || byte == '%') {
      out += fmt::format("%{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

bool IsGrpc(Protocol protocol) {
  return protocol == Protocol::kGrpcWeb || protocol == Protocol::kGrpcWebText;
}

// As text each frame is in Base64 by itself, padded: readers take pieces as they come.
std::string Frame(const CallHead& call, std::uint8_t flags, std::string_view bytes) {
  std::string frame = Enveloped(flags, bytes);
  return call.format.protocol == Protocol::kGrpcWebText ? absl::Base64Escape(frame) : frame;
}

}  // namespace

std::string GrpcTrailers(const absl::Status& status) {
  if (status.ok()) return "grpc-status: 0\r\n";
  const google::rpc::Status details = ToRpcStatus(status);
  std::string packed = absl::Base64Escape(details.SerializeAsString());
  packed.erase(packed.find_last_not_of('=') + 1);
  return fmt::format("grpc-status: {}\r\ngrpc-message: {}\r\ngrpc-status-details-bin: {}\r\n",
                     details.code(), PercentEncoded(details.message()), packed);
}

HttpFields StreamFields(const CallHead& call) {
  HttpFields fields = {{"content-type", std::string(ContentTypeOf(call.format))}};
  // Said before it is known whether any message is worth it; each tells for itself.
  if (call.answers == Packing::kGzip) {
    fields.emplace_back(EncodingField(call.format.protocol), "gzip");
  }
  fields.emplace_back(AcceptEncodingField(call.format.protocol), "gzip");
  return fields;
}

std::string StreamMessage(const CallHead& call, const Packed& message) {
  return Frame(call, message.packing == Packing::kGzip ? kPackedFlag : 0, message.bytes);
}

std::string StreamEnd(const CallHead& call, const absl::Status& status) {
  if (IsGrpc(call.format.protocol)) return Frame(call, kTrailersFlag, GrpcTrailers(status));
  return Frame(call, kEndStreamFlag, EndStreamJson(status));
}

HttpAnswer WholeAnswer(const CallHead& call, const absl::Status& status, const Packed& message) {
  if (call.format.has_envelopes()) {
    std::string body = status.ok() ? StreamMessage(call, message) : "";
    return {
        .status = 200, .fields = StreamFields(call), .body = body.append(StreamEnd(call, status))};
  }
  if (!status.ok()) {
    HttpAnswer error = ErrorAnswer(status);
    error.fields.emplace_back("vary", "Accept-Encoding");
    return error;
  }
  HttpAnswer answer{.status = 200,
                    .fields = {{"content-type", std::string(ContentTypeOf(call.format))},
                               {"vary", "Accept-Encoding"}},
                    .body = message.bytes};
  if (message.packing == Packing::kGzip) answer.fields.emplace_back("content-encoding", "gzip");
  return answer;
}

}  // namespace urna::services
