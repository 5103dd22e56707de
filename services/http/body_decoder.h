// The body of a request, from the bytes of the wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/http/head.h"

namespace urna::services {

// Beast takes chunks apart too, but trusts in pieces of some size (its assertions fail for smaller ones).
// Not thread-safe.
class BodyDecoder {
 public:
  explicit BodyDecoder(const RequestHead& head);

  // Appends to `out` what the front of `bytes` holds of the body, and returns how many bytes that took: 0
  // where a line between chunks is not all there. What follows the body is left alone. INVALID_ARGUMENT
  // (MALFORMED_BODY) for what are no chunks, and for trailers of more than kMostTrailers bytes.
  absl::StatusOr<std::size_t> Take(std::string_view bytes, std::string& out);

  bool is_complete() const { return state_ == State::kComplete; }

  static constexpr std::size_t kMostTrailers = std::size_t{16} << 10;

 private:
  enum class State {
    // Of a body whose length is known, or of a chunk.
    kData,
    // Lines before a chunk, after it, and after the last.
    kSize,
    kDataEnd,
    kTrailers,
    kComplete,
  };

  State AfterData() const;
  // What follows the line; nothing where it is none.
  std::optional<State> ReadLine(std::string_view line);

  const bool is_chunked_;
  State state_;
  // Of the data that is read.
  std::uint64_t left_ = 0;
  std::size_t trailers_ = 0;
};

}  // namespace urna::services
