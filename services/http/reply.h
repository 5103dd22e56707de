// How a call is answered, in the words of its protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/http/answer.h"
#include "services/http/call_head.h"

namespace urna::services {

// The one message of an answer, and whether it was packed.
struct Packed {
  std::string bytes;
  Packing packing = Packing::kNone;
};

// The whole answer to a call whose answer is one message: that, where `status` is OK, or the error. Where
// envelopes are used the HTTP status is 200 whatever came of it.
HttpAnswer WholeAnswer(const CallHead& call, const absl::Status& status, Packed message);
// What a message of so many bytes holds at its most until it is sent: beside what it is packed from, or put
// into Base64 from, there is what that makes.
std::uint64_t MostHeld(const CallHead& call, std::size_t size);

// The same of a stream, piece by piece. Its HTTP status is 200.
HttpFields StreamFields(const CallHead& call);
std::string StreamMessage(const CallHead& call, const Packed& message);
std::string StreamEnd(const CallHead& call, const absl::Status& status);

// Of an error with its details, as gRPC writes them among its trailers: lines of names and values.
std::string GrpcTrailers(const absl::Status& status);

}  // namespace urna::services
