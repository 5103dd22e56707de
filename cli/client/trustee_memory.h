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
#include "ledger/closing.h"
#include "ledger/ids.h"

namespace urna::client {

// What a trustee has signed of a closed log, by its own clock.
struct SignedClosing {
  ledger::Closing closing;
  // Unix seconds; the complaint window runs from here.
  std::uint64_t time = 0;
};

// What a trustee knows of one election. It is never forgotten, whatever a server says later: a
// server that pretends to begin again must not make a trustee throw its shares away.
struct TrusteeElection {
  // Which key ceremony, and of which configuration. A message of a lower one is never sent again.
  std::uint32_t attempt = 0;
  crypto::Hash256 config_hash{};
  // CeremonyParticipant::SerializeSecrets(), until the shares are there and the manifest is signed.
  crypto::SecretBytes ceremony;
  // x_{m,1..k+1}; empty until the ceremony's round 3.
  crypto::SecretVector<crypto::Scalar> shares;
  // Set when the trustee signs the manifest: from then on the shares never change.
  std::optional<crypto::Hash256> manifest_hash;
  // Unix seconds; the manifest's, once it is signed. From then on nothing is begun anew.
  std::uint64_t opening_time = 0;
  // The one closing statement that the trustee signs for the manifest, ever.
  std::optional<SignedClosing> closing;
  // Contests decrypted, each with the SHA-256 of what was decrypted. A trustee decrypts once: the
  // same ciphertexts again (an answer was lost) tell nothing new, others are refused.
  std::map<std::uint32_t, crypto::Hash256> decrypted;
};

struct TrusteeMemory {
  crypto::TrusteeSecretKeys keys;
  std::map<ledger::ElectionId, TrusteeElection> elections;

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
