#include "cli/role_key_file.h"

#include <iostream>

#include "crypto/bytes.h"

namespace urna::cli {

absl::Status MakeRegistrarKey(const KeyOptions& options) {
  const crypto::SigningKey key = crypto::SigningKey::Generate();
  auto file = CreateKeyFile(options, client::SerializeRegistrarKey(key));
  if (!file.ok()) return file.status();
  PrintSigningKey(key.public_key());
  return absl::OkStatus();
}

absl::StatusOr<crypto::SigningKey> ReadRegistrarKey(const KeyOptions& options) {
  auto content = ReadKeyFile(options);
  if (!content.ok()) return content.status();
  return client::ParseRegistrarKey({content->data(), content->size()});
}

void PrintSigningKey(const crypto::VerifyingKey& key) {
  std::cout << "signing_key = \"" << crypto::ToHex(key.bytes()) << "\"\n";
}

}  // namespace urna::cli
