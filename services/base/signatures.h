// Fixed-size fields of requests: the one place where bytes from outside become keys' signatures.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/signature.h"

namespace urna::services {

// 64 bytes. INVALID_ARGUMENT at `field` otherwise.
absl::StatusOr<crypto::Signature> ParseSignature(const std::string& bytes, std::string_view field);

// 32 bytes. INVALID_ARGUMENT at `field` otherwise.
absl::StatusOr<crypto::Hash256> ParseHash(const std::string& bytes, std::string_view field);

// UNAUTHENTICATED (WRONG_SIGNATURE): the signature of `whom` does not hold.
absl::Status WrongSignature(std::string_view whom);

inline std::string ToText(crypto::ByteView bytes) { return std::string(crypto::AsText(bytes)); }

}  // namespace urna::services
