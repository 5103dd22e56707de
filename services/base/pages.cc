#include "services/base/pages.h"

#include <algorithm>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

constexpr std::size_t kTagSize = 8;

std::string Tag(std::string_view list) {
  return std::string(crypto::AsText(crypto::Sha256(crypto::AsBytes(list)))).substr(0, kTagSize);
}

}  // namespace

absl::StatusOr<std::size_t> PageSize(std::int32_t requested) {
  if (requested < 0) return FieldError("page_size", "expected 0 (for the default) to 1,000");
  if (requested == 0) return kDefaultPageSize;
  return static_cast<std::size_t>(std::min(requested, kMaxPageSize));
}

std::string MakePageToken(std::string_view list, std::string_view last) {
  return crypto::ToBase64(crypto::AsBytes(Tag(list) + std::string(last)));
}

absl::StatusOr<std::string> ReadPageToken(std::string_view list, std::string_view token) {
  if (token.empty()) return "";
  absl::StatusOr<crypto::Bytes> bytes = crypto::FromBase64(token);
  if (bytes.ok()) {
    const std::string text(crypto::AsText(*bytes));
    if (text.size() > kTagSize && text.substr(0, kTagSize) == Tag(list)) {
      return text.substr(kTagSize);
    }
  }
  return FieldError("page_token",
                    "is not the next_page_token of a page of this list; begin without one");
}

}  // namespace urna::services
