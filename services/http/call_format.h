// How a call is written: which of the protocols, in bytes or JSON. Its content type tells.
#pragma once

#include <optional>
#include <string_view>

#include "services/api/method.h"

namespace urna::services {

enum class Protocol {
  // One message is the body, the HTTP status is the code's.
  kConnectUnary,
  // Messages in envelopes, the last of which says how it ended.
  kConnectStream,
  // As gRPC's, with the trailers in the body; as text the whole is in Base64.
  kGrpcWeb,
  kGrpcWebText,
  // A file as it is, its header in the query.
  kFile,
};

enum class Codec { kProto, kJson };

struct CallFormat {
  Protocol protocol;
  Codec codec;

  bool has_envelopes() const {
    return protocol != Protocol::kConnectUnary && protocol != Protocol::kFile;
  }
  friend bool operator==(const CallFormat&, const CallFormat&) = default;
};

// Nothing for any other type, and for a type with parameters other than `charset=utf-8`.
std::optional<CallFormat> FormatOf(std::string_view content_type);

// Of answers in that format.
std::string_view ContentTypeOf(const CallFormat& format);

// Whether the method is called so: one message as Connect's unary calls, files by streams.
bool Fits(const Method& method, Protocol protocol);

// What the method takes, as the field Accept-Post has it.
std::string_view AcceptedBy(const Method& method);

// The name of the field that says how messages are packed, and of that which says how answers may be; in
// small letters.
std::string_view EncodingField(Protocol protocol);
std::string_view AcceptEncodingField(Protocol protocol);

}  // namespace urna::services
