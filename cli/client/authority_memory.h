// What an authority must never forget: its key, and the one closing that it has signed of each
// manifest.
#pragma once

#include <cstdint>
#include <map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/sealed_file.h"
#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "crypto/signature.h"
#include "ledger/closing.h"

namespace urna::client {

// A closing statement that was signed, or is about to be.
struct ClosingEntry {
  ledger::Closing closing;
  // Unix seconds by the authority's own clock; that of the first time.
  std::uint64_t time = 0;
  friend bool operator==(const ClosingEntry&, const ClosingEntry&) = default;
};

struct AuthorityMemory {
  crypto::SigningKey key;
  // By manifest hash.
  std::map<crypto::Hash256, ClosingEntry> closings;

  // Enters the closing as the only one of its manifest; the same again changes nothing. DATA_LOSS
  // (LOG_FORKED) for another one, with both: the log has two ends, and they prove it. The signature
  // leaves after the memory is saved, not before.
  absl::Status Enter(const crypto::Hash256& manifest_hash, const ledger::Closing& closing,
                     std::uint64_t unix_seconds);

  crypto::SecretBytes Serialize() const;
  // INVALID_ARGUMENT unless `bytes` are what Serialize() makes.
  static absl::StatusOr<AuthorityMemory> Parse(crypto::ByteView bytes);
};

// Where an authority's memory is kept. What Save() was given survives a crash once it returns OK.
class AuthorityVault {
 public:
  virtual ~AuthorityVault() = default;
  virtual absl::Status Save(const AuthorityMemory& memory) = 0;
};

// A file under a passphrase.
class SealedAuthorityVault final : public AuthorityVault {
 public:
  explicit SealedAuthorityVault(SealedFile file) : file_(std::move(file)) {}
  absl::Status Save(const AuthorityMemory& memory) override;

 private:
  SealedFile file_;
};

// Nowhere: for an election that lives as long as its program.
class VolatileAuthorityVault final : public AuthorityVault {
 public:
  absl::Status Save(const AuthorityMemory&) override { return absl::OkStatus(); }
};

}  // namespace urna::client
