// Messages one after the other in a body: a byte of flags, the length in four bytes (the largest first),
// the bytes. gRPC, gRPC-Web and Connect's streams have the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::services {

inline constexpr std::uint8_t kPackedFlag = 0x01;
// The last one of a Connect stream.
inline constexpr std::uint8_t kEndStreamFlag = 0x02;
// The last one of a gRPC-Web answer.
inline constexpr std::uint8_t kTrailersFlag = 0x80;
inline constexpr std::size_t kEnvelopeHead = 5;

struct Envelope {
  std::uint8_t flags = 0;
  std::string bytes;
};

// What stands before a message of so many bytes, which are less than 4 GiB.
std::string EnvelopeHead(std::uint8_t flags, std::size_t size);
std::string Enveloped(std::uint8_t flags, std::string_view bytes);

// Takes a body apart, whatever its pieces. Holds at most one message and one piece. Not thread-safe.
class EnvelopeReader {
 public:
  // A message has at most `most` bytes.
  explicit EnvelopeReader(std::size_t most) : most_(most) {}

  void Add(std::string_view bytes);
  // The next one; nothing when it is not all there. RESOURCE_EXHAUSTED (MESSAGE_TOO_LARGE) as soon as a
  // length says so, INVALID_ARGUMENT (MALFORMED_ENVELOPE) for flags that clients do not send.
  absl::StatusOr<std::optional<Envelope>> Next();
  // Whether the bytes of a message that is not all there are left.
  bool has_rest() const { return pending_.size() > taken_; }

 private:
  const std::size_t most_;
  std::string pending_;
  std::size_t taken_ = 0;
};

}  // namespace urna::services
