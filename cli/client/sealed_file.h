// A file of secrets under a passphrase: crypto_pwhash (Argon2id) makes the key, crypto_secretbox
// seals.
//
//   "URNASEAL1" | LE64 operations | LE64 bytes of memory | salt[16] | nonce[24] | box
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/client/file_lock.h"
#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace urna::client {

// What a guess at the passphrase costs.
struct SealingCost {
  std::uint64_t operations;
  std::uint64_t memory_bytes;
  // libsodium's "sensitive": about 1 GiB and some seconds a guess. What keys of an election are
  // sealed with.
  static SealingCost Sensitive();
  // The least that libsodium takes, for tests.
  static SealingCost Least();
};

// An open sealed file: keeps the derived key, so that saving again does not ask for the passphrase.
// It is its program's alone as long as this lives: of two programs that remember in one file, the
// second to save would make the other's signatures forgotten.
class SealedFile {
 public:
  // A new file, readable by its owner only. ALREADY_EXISTS when there is one: a key is never
  // written over. FAILED_PRECONDITION while another program has it.
  static absl::StatusOr<SealedFile> Create(const std::string& path,
                                           const crypto::SecretBytes& passphrase,
                                           const SealingCost& cost, crypto::ByteView content);
  // NOT_FOUND when it cannot be read, INVALID_ARGUMENT when it is no sealed file, PERMISSION_DENIED
  // for a wrong passphrase or a damaged file, which look alike. FAILED_PRECONDITION while another
  // program has it.
  static absl::StatusOr<SealedFile> Open(const std::string& path,
                                         const crypto::SecretBytes& passphrase);
  // The content alone, of a file that is never saved again; locks nothing, and writes nothing.
  static absl::StatusOr<crypto::SecretBytes> Read(const std::string& path,
                                                  const crypto::SecretBytes& passphrase);

  const crypto::SecretBytes& content() const { return content_; }
  const std::string& path() const { return path_; }
  // Replaces the file in one step: after a crash it holds the old content or the new. What is saved
  // when this returns survives a loss of power. RESOURCE_EXHAUSTED, and the old content stays, for
  // what Open would refuse as too large.
  absl::Status Save(crypto::ByteView content);

 private:
  SealedFile() = default;
  static absl::StatusOr<SealedFile> Unseal(const std::string& path,
                                           const crypto::SecretBytes& passphrase);
  absl::Status DeriveKey(const crypto::SecretBytes& passphrase);
  crypto::Bytes Seal(crypto::ByteView content) const;

  std::string path_;
  std::optional<FileLock> lock_;
  SealingCost cost_{};
  crypto::Bytes salt_;
  crypto::SecretBytes key_;
  crypto::SecretBytes content_;
};

}  // namespace urna::client
