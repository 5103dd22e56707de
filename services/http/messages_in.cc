#include "services/http/messages_in.h"

#include <utility>

#include "services/api/dispatcher.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

absl::Status MalformedEnvelope(std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_ENVELOPE", what);
}

// Text in pieces that are padded is longer than text in one.
constexpr std::size_t kPadding = std::size_t{64} << 10;

}  // namespace

MessagesIn::MessagesIn(const CallHead& call, std::size_t most)
    : packing_(call.requests),
      is_text_(call.format.protocol == Protocol::kGrpcWebText),
      most_(most),
      envelopes_(most) {}

absl::Status MessagesIn::Add(std::string_view piece) {
  if (!is_text_) {
    envelopes_.Add(piece);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> bytes = text_.Add(piece);
  if (!bytes.ok()) return bytes.status();
  envelopes_.Add(*bytes);
  return absl::OkStatus();
}

absl::StatusOr<std::string> MessagesIn::Open(Envelope envelope) const {
  if ((envelope.flags & kPackedFlag) == 0) return std::move(envelope.bytes);
  if (packing_ == Packing::kNone) {
    return MalformedEnvelope("a message is said to be packed, and the head names no encoding");
  }
  return Unpack(envelope.bytes, most_);
}

absl::Status MessagesIn::CheckEnd() const {
  if (!text_.has_rest() && !envelopes_.has_rest()) return absl::OkStatus();
  return MalformedEnvelope("the body ends within a message");
}

absl::StatusOr<std::string> OneMessage(const CallHead& call, std::string body, std::size_t most) {
  if (!call.format.has_envelopes()) {
    if (call.requests == Packing::kGzip) return Unpack(body, most);
    if (body.size() > most) return MessageTooLarge(most);
    return body;
  }
  MessagesIn messages(call, most);
  if (absl::Status added = messages.Add(body); !added.ok()) return added;
  absl::StatusOr<std::optional<Envelope>> message = messages.Next();
  if (!message.ok()) return message.status();
  if (!message->has_value()) {
    const absl::Status end = messages.CheckEnd();
    return end.ok() ? MessageCount() : end;
  }
  const absl::StatusOr<std::optional<Envelope>> other = messages.Next();
  if (!other.ok()) return other.status();
  if (other->has_value()) return MessageCount();
  if (absl::Status end = messages.CheckEnd(); !end.ok()) return end;
  return messages.Open(**std::move(message));
}

std::size_t LargestBody(const CallFormat& format, std::size_t largest_message) {
  if (!format.has_envelopes()) return largest_message;
  const std::size_t bytes = largest_message + kEnvelopeHead;
  return format.protocol == Protocol::kGrpcWebText ? bytes / 3 * 4 + kPadding : bytes;
}

}  // namespace urna::services
