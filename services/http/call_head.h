// What the head of a request says of a call, in each protocol's own fields.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/compression.h"
#include "services/http/call_format.h"
#include "services/http/head.h"

namespace urna::services {

struct CallHead {
  CallFormat format;
  // Of messages that come, and of those that go where they are worth it.
  Packing requests = Packing::kNone;
  Packing answers = Packing::kNone;
  // How long the caller waits.
  absl::Duration timeout = absl::InfiniteDuration();
};

// INVALID_ARGUMENT (INVALID_HEADER) for a protocol version or a timeout that is none, UNIMPLEMENTED
// (ENCODING_UNKNOWN).
absl::StatusOr<CallHead> ReadCallHead(const CallFormat& format, const RequestHead& head);

// What stands in the URL of a call: a message, and for a call of GET how it is written.
//   message   of Connect's GET, or
//   header    of a file's
//   encoding  json or proto; of a header json where it is left out
//   base64    1 where the message is in Base64, in the alphabet for URLs; proto needs it
//   compression  gzip or identity
//   connect   v1, or left out
struct QueryMessage {
  Codec codec;
  Packing packing;
  std::string bytes;
};

// INVALID_ARGUMENT (INVALID_QUERY). `name` is message or header.
absl::StatusOr<QueryMessage> ReadQueryMessage(std::string_view query, std::string_view name);

}  // namespace urna::services
