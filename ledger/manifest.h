// The sealed manifest: configuration and keys, checked once and trusted afterwards (section 3 of
// docs/protocol.md).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/checkpoint.h"
#include "crypto/key_ceremony.h"
#include "ledger/ballot_codec.h"
#include "ledger/ids.h"
#include "ledger/leaf.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {

crypto::Hash256 ConfigHash(crypto::ByteView config);
crypto::Hash256 ManifestHash(crypto::ByteView config, crypto::ByteView key_record);

// Who signs the manifest and in which order the signatures are published.
enum class PartyRole : std::uint8_t { kRegistrar = 1, kTrustee = 2, kAuthority = 3 };
struct Party {
  PartyRole role;
  // Registrars and authorities from 0, trustees from 1.
  std::uint8_t index;
  auto operator<=>(const Party&) const = default;
};

// A configuration before its keys exist. Immutable.
class FrozenConfig {
 public:
  // Parses and validates the exact bytes, which must be canonical: one configuration has one
  // spelling.
  static absl::StatusOr<FrozenConfig> Parse(crypto::ByteView bytes);
  const v1::Config& config() const { return config_; }
  const crypto::Bytes& bytes() const { return bytes_; }
  const crypto::Hash256& hash() const { return hash_; }
  // For the key ceremony: width is the ballots' and one more, for lots.
  const crypto::CeremonyParameters& ceremony() const { return ceremony_; }
  const ElectionId& election_id() const { return election_id_; }
  const crypto::LogKey& log_key() const { return log_key_; }
  const std::vector<crypto::WitnessKey>& witnesses() const { return witnesses_; }
  // All that sign the manifest: registrars, trustees, authorities, each by index.
  const std::vector<Party>& parties() const { return parties_; }
  // Null for a party that does not exist.
  const crypto::VerifyingKey* key(const Party& party) const;

 private:
  FrozenConfig() = default;
  v1::Config config_;
  crypto::Bytes bytes_;
  crypto::Hash256 hash_{};
  crypto::CeremonyParameters ceremony_;
  ElectionId election_id_{};
  crypto::LogKey log_key_;
  std::vector<crypto::WitnessKey> witnesses_;
  std::vector<Party> parties_;
  std::vector<crypto::VerifyingKey> registrars_, trustees_, authorities_;
};

// Immutable, thread-safe.
class Manifest {
 public:
  // Validates the configuration and verifies everything public in the record of the key ceremony.
  static absl::StatusOr<std::shared_ptr<const Manifest>> Parse(crypto::ByteView config,
                                                               crypto::ByteView key_record);

  const v1::Config& config() const { return frozen_.config(); }
  const FrozenConfig& frozen() const { return frozen_; }
  const crypto::Bytes& key_record() const { return key_record_; }
  const crypto::Hash256& hash() const { return hash_; }
  const ElectionId& election_id() const { return frozen_.election_id(); }
  const crypto::LogKey& log_key() const { return frozen_.log_key(); }

  std::uint32_t width() const { return config().width(); }
  // Y_1..Y_k.
  const std::vector<crypto::Point>& ballot_keys() const { return ballot_keys_; }
  std::uint32_t trustees() const { return static_cast<std::uint32_t>(trustee_keys_.size()); }
  std::uint32_t threshold() const { return config().trustee_threshold(); }
  // X_{m,1..k} and X_{m,k+1} of trustee m, 1..n.
  const std::vector<crypto::Point>& trustee_ballot_keys(std::uint32_t m) const {
    return trustee_keys_[m - 1];
  }
  const crypto::Point& trustee_lot_key(std::uint32_t m) const { return lot_keys_[m - 1]; }

  const std::vector<Party>& parties() const { return frozen_.parties(); }
  const crypto::VerifyingKey* key(const Party& party) const { return frozen_.key(party); }

  std::uint32_t contests() const { return static_cast<std::uint32_t>(codecs_.size()); }
  bool HasContest(ContestId contest) const { return Number(contest) < codecs_.size(); }
  const v1::ContestConfig& contest(ContestId contest) const {
    return config().contests(static_cast<int>(Number(contest)));
  }
  const BallotCodec& codec(ContestId contest) const { return codecs_[Number(contest)]; }

  // Record 0 of the log.
  crypto::Bytes Leaf0() const;

 private:
  explicit Manifest(FrozenConfig frozen) : frozen_(std::move(frozen)) {}
  FrozenConfig frozen_;
  crypto::Bytes key_record_;
  crypto::Hash256 hash_{};
  std::vector<crypto::Point> ballot_keys_;
  std::vector<std::vector<crypto::Point>> trustee_keys_;
  std::vector<crypto::Point> lot_keys_;
  std::vector<BallotCodec> codecs_;
};

// Sig(sk, "manifest-ok", manifest_hash, "").
crypto::Signature SignManifest(const crypto::SigningKey& key, const crypto::Hash256& manifest_hash);
bool VerifyManifestSignature(const FrozenConfig& config, const crypto::Hash256& manifest_hash,
                             const Party& party, const crypto::Signature& signature);

// The file `manifest-ok` of a bundle: "URNAOKS1", then (role u8, index u8, signature[64]) for every
// party in order.
struct ManifestApproval {
  Party party;
  crypto::Signature signature;
};
crypto::Bytes SerializeApprovals(const std::vector<ManifestApproval>& approvals);
// INVALID_ARGUMENT unless it holds exactly one valid signature of every party, in order, and
// nothing else.
absl::Status VerifyApprovals(const FrozenConfig& config, const crypto::Hash256& manifest_hash,
                             crypto::ByteView file);

}  // namespace urna::ledger
