#include "services/base/signatures.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/errors.h"

namespace urna::services {
namespace {

template <typename Array>
absl::StatusOr<Array> ParseArray(const std::string& bytes, std::string_view field) {
  Array out;
  if (bytes.size() != out.size()) {
    return FieldError(field, fmt::format("expected {} bytes, has {}", out.size(), bytes.size()));
  }
  std::copy_n(crypto::AsBytes(bytes).begin(), out.size(), out.begin());
  return out;
}

}  // namespace

absl::StatusOr<crypto::Signature> ParseSignature(const std::string& bytes, std::string_view field) {
  return ParseArray<crypto::Signature>(bytes, field);
}

absl::StatusOr<crypto::Hash256> ParseHash(const std::string& bytes, std::string_view field) {
  return ParseArray<crypto::Hash256>(bytes, field);
}

absl::Status WrongSignature(std::string_view whom) {
  return Error(absl::StatusCode::kUnauthenticated, "WRONG_SIGNATURE",
               fmt::format("the signature of {} does not hold: it is by another key, or over other "
                           "bytes",
                           whom));
}

}  // namespace urna::services
