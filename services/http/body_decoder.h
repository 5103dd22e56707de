// The body of a request, from the bytes of the wire.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/http/head.h"

namespace urna::services {

// Not thread-safe.
class BodyDecoder {
 public:
  explicit BodyDecoder(const RequestHead& head);
  ~BodyDecoder();
  BodyDecoder(const BodyDecoder&) = delete;
  BodyDecoder& operator=(const BodyDecoder&) = delete;

  // Appends to `out` what the front of `bytes` holds of the body, and returns how many bytes that took: 0
  // where a chunk's head is not all there. What follows the body is left alone. INVALID_ARGUMENT
  // (MALFORMED_BODY) for what are no chunks.
  absl::StatusOr<std::size_t> Take(std::string_view bytes, std::string& out);

  bool is_complete() const;

 private:
  struct Chunks;

  std::uint64_t left_;
  // Null where the length is known.
  const std::unique_ptr<Chunks> chunks_;
};

}  // namespace urna::services
