#include "services/http/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
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

bool IsText(const CallHead& call) { return call.format.protocol == Protocol::kGrpcWebText; }

// As text each frame is in Base64 by itself, padded: readers take pieces as they come.
std::string Frame(const CallHead& call, std::uint8_t flags, std::string_view bytes) {
  std::string frame = Enveloped(flags, bytes);
  return IsText(call) ? absl::Base64Escape(frame) : frame;
}

std::uint8_t FlagsOf(const Packed& message) {
  return message.packing == Packing::kGzip ? kPackedFlag : 0;
}

// In its envelope.
void Enclose(const CallHead& call, Packed message, HttpAnswer& answer) {
  answer.before_body = EnvelopeHead(FlagsOf(message), message.bytes.size());
  if (!IsText(call)) {
    answer.body = std::move(message.bytes);
    return;
  }
  // Three bytes make four characters: with its first byte the head is text without padding, and the rest by
  // itself goes on where that ends.
  const absl::string_view bytes = message.bytes;
  const std::size_t first = std::min<std::size_t>(1, bytes.size());
  answer.before_body = absl::Base64Escape(answer.before_body.append(message.bytes, 0, first));
  answer.body = absl::Base64Escape(bytes.substr(first));
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
  return Frame(call, FlagsOf(message), message.bytes);
}

std::string StreamEnd(const CallHead& call, const absl::Status& status) {
  if (IsGrpc(call.format.protocol)) return Frame(call, kTrailersFlag, GrpcTrailers(status));
  return Frame(call, kEndStreamFlag, EndStreamJson(status));
}

std::uint64_t MostHeld(const CallHead& call, std::size_t size) {
  const bool may_be_packed = call.answers == Packing::kGzip && size >= kPackedFrom;
  const std::uint64_t packed = may_be_packed ? MostPacked(size) : 0;
  if (!IsText(call)) return size + packed;
  const std::uint64_t sent = std::max<std::uint64_t>(size, packed);
  return std::max(size + packed, sent + (kEnvelopeHead + sent + 2) / 3 * 4);
}

HttpAnswer WholeAnswer(const CallHead& call, const absl::Status& status, Packed message) {
  if (call.format.has_envelopes()) {
    HttpAnswer answer{.status = 200, .fields = StreamFields(call)};
    if (status.ok()) Enclose(call, std::move(message), answer);
    answer.after_body = StreamEnd(call, status);
    return answer;
  }
  if (!status.ok()) {
    HttpAnswer error = ErrorAnswer(status);
    error.fields.emplace_back("vary", "Accept-Encoding");
    return error;
  }
  HttpAnswer answer{.status = 200,
                    .fields = {{"content-type", std::string(ContentTypeOf(call.format))},
                               {"vary", "Accept-Encoding"}},
                    .body = std::move(message.bytes)};
  if (message.packing == Packing::kGzip) answer.fields.emplace_back("content-encoding", "gzip");
  return answer;
}

}  // namespace urna::services
