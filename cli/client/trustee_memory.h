// All that a trustee must keep between two steps of an election: keys, the secrets of a ceremony
// under way, shares, what was signed and decrypted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/client/sealed_file.h"
#include "crypto/key_ceremony.h"
#include "crypto/secret.h"

namespace urna::client {

// What a trustee knows of one frozen configuration. It is never forgotten, whatever a server says
// later: a server that pretends to begin again must not make a trustee throw its shares away.
struct TrusteeElection {
  // CeremonyParticipant::SerializeSecrets(), until the shares are there.
  crypto::SecretBytes ceremony;
  // x_{m,1..k+1}; empty until the ceremony's round 3.
  crypto::SecretVector<crypto::Scalar> shares;
  // Set when the trustee signs the manifest: from then on the shares never change.
  std::optional<crypto::Hash256> manifest_hash;
  // Contests decrypted, each with the SHA-256 of what was decrypted. A trustee decrypts once: the
  // same ciphertexts again (an answer was lost) tell nothing new, others are refused.
  std::map<std::uint32_t, crypto::Hash256> decrypted;
};

struct TrusteeMemory {
  crypto::TrusteeSecretKeys keys;
  // By config hash.
  std::map<crypto::Hash256, TrusteeElection> elections;

  crypto::SecretBytes Serialize() const;
  // INVALID_ARGUMENT unless `bytes` are what Serialize() makes.
  static absl::StatusOr<TrusteeMemory> Parse(crypto::ByteView bytes);
};

// Where a trustee's memory is kept. What Save() was given survives a crash once it returns OK; the
// trustee sends nothing that depends on it before.
class TrusteeVault {
 public:
  virtual ~TrusteeVault() = default;
  virtual absl::Status Save(const TrusteeMemory& memory) = 0;
};

// A file under a passphrase.
class SealedVault final : public TrusteeVault {
 public:
  explicit SealedVault(SealedFile file) : file_(std::move(file)) {}
  absl::Status Save(const TrusteeMemory& memory) override;

 private:
  SealedFile file_;
};

// Nowhere: for an election that lives as long as its program.
class VolatileVault final : public TrusteeVault {
 public:
  absl::Status Save(const TrusteeMemory&) override { return absl::OkStatus(); }
};

}  // namespace urna::client
