// The messages that a body holds, whatever the protocol puts around them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/http/base64_stream.h"
#include "services/http/call_head.h"
#include "services/http/envelope.h"

namespace urna::services {

// Of a format with envelopes. Not thread-safe.
class MessagesIn {
 public:
  // A message has at most `most` bytes, also unpacked.
  MessagesIn(const CallHead& call, std::size_t most);

  // The next piece of the body. INVALID_ARGUMENT as Base64Stream.
  absl::Status Add(std::string_view piece);
  // The next message as it came, at once; nothing when it is not all there. The errors are those of
  // EnvelopeReader.
  absl::StatusOr<std::optional<Envelope>> Next() { return envelopes_.Next(); }
  // What is in it: work, where it is packed. The errors are those of Unpack, and INVALID_ARGUMENT
  // (MALFORMED_ENVELOPE) where the head names no packing.
  absl::StatusOr<std::string> Open(Envelope envelope) const;
  // After the last piece. INVALID_ARGUMENT (MALFORMED_ENVELOPE) when a message is not all there.
  absl::Status CheckEnd() const;

 private:
  const Packing packing_;
  const bool is_text_;
  const std::size_t most_;
  Base64Stream text_;
  EnvelopeReader envelopes_;
};

// The one message of a body that is there as a whole, unpacked. The errors are as above; UNIMPLEMENTED
// (MESSAGE_COUNT) for none and for two.
absl::StatusOr<std::string> OneMessage(const CallHead& call, std::string body, std::size_t most);

// How many bytes a body with one message may have.
std::size_t LargestBody(const CallFormat& format, std::size_t largest_message);

}  // namespace urna::services
