// A JWT that an issuer signed (RFC 7515, 7519).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/people/openid/json.h"
#include "services/people/openid/key_set.h"

namespace urna::services::openid {

inline constexpr std::size_t kLongestToken = 64 << 10;

// What names the key that a token says it is signed with; empty where it says none. UNAUTHENTICATED
// (IDENTITY_REFUSED) for what is no such token: other than three parts in base64url, another algorithm
// than this one ("none" and those with a shared secret are others), a kind of token that is used for
// something else, or what must be understood and is not (crit, zip).
absl::StatusOr<std::string> KeyIdOf(std::string_view token, Algorithm algorithm);

// The claims, once the signature is verified. UNAUTHENTICATED (IDENTITY_REFUSED) as above, and where the
// signature is not that of this key, or claims are none.
absl::StatusOr<Json> VerifySignature(std::string_view token, const PublicKey& key);

// UNAUTHENTICATED (IDENTITY_REFUSED): what the provider says cannot be believed.
absl::Status Refused(std::string_view why);

}  // namespace urna::services::openid
