#include "services/base/etag.h"

#include <fmt/format.h>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/base/errors.h"

namespace urna::services {

std::string EtagOf(const google::protobuf::MessageLite& message) {
  const std::string text = message.SerializeAsString();
  return crypto::ToHex(crypto::Sha256(crypto::AsBytes(text))).substr(0, 16);
}

absl::Status CheckEtag(std::string_view given, std::string_view current, std::string_view what) {
  if (given.empty() || given == current) return absl::OkStatus();
  return Error(
      absl::StatusCode::kAborted, "ETAG_MISMATCH",
      fmt::format("{} has changed since it was read: read it again, then repeat the change "
                  "with the new etag",
                  what));
}

}  // namespace urna::services
