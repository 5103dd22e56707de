// Key files of the people who sign: registrars and authorities (trustees have trustee_memory.h).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

namespace urna::client {

// Every key has exactly one role; a file of one role does not open for another.
enum class Role { kRegistrar, kAuthority };
std::string_view RoleName(Role role);

// What a sealed file holds for a key of this role.
crypto::SecretBytes SerializeRoleKey(Role role, const crypto::SigningKey& key);
// INVALID_ARGUMENT unless `bytes` are a key of this role.
absl::StatusOr<crypto::SigningKey> ParseRoleKey(Role role, crypto::ByteView bytes);

// The position of `key` in a list of public keys of a configuration; NOT_FOUND when it is not
// there.
template <typename Keys>
absl::StatusOr<std::uint32_t> IndexOfKey(const Keys& keys, const crypto::VerifyingKey& key) {
  for (int i = 0; i < keys.size(); ++i) {
    if (keys[i] == crypto::AsText(key.bytes())) return static_cast<std::uint32_t>(i);
  }
  return absl::NotFoundError("the process does not know this key");
}

}  // namespace urna::client
