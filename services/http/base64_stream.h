// Base64 as gRPC-Web's text has it: pieces one after the other, each of which may be padded.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::services {

// Not thread-safe.
class Base64Stream {
 public:
  // What can be decoded by now. INVALID_ARGUMENT (MALFORMED_BASE64) for other characters than those of RFC
  // 4648, section 4, and for padding that is not at the end of four.
  absl::StatusOr<std::string> Add(std::string_view text);
  // Whether characters are left that are no four.
  bool has_rest() const { return !rest_.empty(); }

 private:
  std::string rest_;
};

}  // namespace urna::services
