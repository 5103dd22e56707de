// The key of a registrar, who keeps nothing else (trustees have trustee_memory.h, authorities
// authority_memory.h), and where a key stands in a configuration.
#pragma once

#include "absl/status/statusor.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

namespace urna::client {

// What a sealed file holds. Every key has exactly one role: a file of another does not open.
crypto::SecretBytes SerializeRegistrarKey(const crypto::SigningKey& key);
// INVALID_ARGUMENT unless `bytes` are the key of a registrar.
absl::StatusOr<crypto::SigningKey> ParseRegistrarKey(crypto::ByteView bytes);

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
