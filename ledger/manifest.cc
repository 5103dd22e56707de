#include "ledger/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "ledger/canonical.h"
#include "ledger/config.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kApprovalsMagic = "URNAOKS1";
constexpr std::string_view kApprovalPurpose = "manifest-ok";

absl::StatusOr<std::vector<crypto::VerifyingKey>> ParseKeys(
    const google::protobuf::RepeatedPtrField<std::string>& keys) {
  std::vector<crypto::VerifyingKey> parsed;
  for (const std::string& bytes : keys) {
    auto key = crypto::VerifyingKey::Parse(crypto::AsBytes(bytes));
    if (!key.ok()) return key.status();
    parsed.push_back(*key);
  }
  return parsed;
}

std::string_view RoleName(PartyRole role) {
  switch (role) {
    case PartyRole::kRegistrar:
      return "registrar";
    case PartyRole::kTrustee:
      return "trustee";
    case PartyRole::kAuthority:
      return "authority";
  }
  return "party";
}

}  // namespace

crypto::Hash256 ConfigHash(crypto::ByteView config) {
  return crypto::LabelledHash("config", {config});
}

crypto::Hash256 ManifestHash(crypto::ByteView config, crypto::ByteView key_record) {
  return crypto::LabelledHash("manifest", {config, key_record});
}

absl::StatusOr<FrozenConfig> FrozenConfig::Parse(crypto::ByteView bytes) {
  if (bytes.size() > kMaxConfigSize)
    return absl::InvalidArgumentError("config: larger than 64 MiB");
  FrozenConfig frozen;
  if (!frozen.config_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError("config: not a serialised urna.v1.Config");
  }
  const v1::Config& config = frozen.config_;
  if (config.protocol() == kProtocol) {
    if (auto s = CheckCanonical(*v1::Config::descriptor(), bytes); !s.ok()) {
      return AtField("config", s);
    }
  }
  if (auto s = ValidateConfig(config); !s.ok()) return AtField("config", s);
  frozen.bytes_.assign(bytes.begin(), bytes.end());
  frozen.hash_ = ConfigHash(bytes);
  std::copy(config.election_id().begin(), config.election_id().end(), frozen.election_id_.begin());
  frozen.ceremony_.config_hash = frozen.hash_;
  frozen.ceremony_.threshold = config.trustee_threshold();
  frozen.ceremony_.width = config.width() + 1;
  for (const auto& trustee : config.trustees()) {
    auto key = crypto::VerifyingKey::Parse(crypto::AsBytes(trustee.signing_key()));
    if (!key.ok()) return key.status();
    crypto::TrusteePublicKeys keys{*key, {}};
    std::copy(trustee.box_key().begin(), trustee.box_key().end(), keys.box.begin());
    frozen.ceremony_.trustees.push_back(keys);
    frozen.trustees_.push_back(*key);
  }
  auto log = crypto::LogKey::FromVkey(config.log().vkey());
  auto registrars = ParseKeys(config.registrar_keys());
  auto authorities = ParseKeys(config.authority_keys());
  for (const auto& status : {log.status(), registrars.status(), authorities.status()}) {
    if (!status.ok()) return status;
  }
  frozen.log_key_ = *log;
  for (const std::string& vkey : config.witness_vkeys()) {
    auto witness = crypto::WitnessKey::FromVkey(vkey);
    if (!witness.ok()) return witness.status();
    frozen.witnesses_.push_back(*std::move(witness));
  }
  frozen.registrars_ = *registrars;
  frozen.authorities_ = *authorities;
  auto add = [&frozen](PartyRole role, std::size_t count, std::size_t first) {
    for (std::size_t i = 0; i < count; ++i) {
      frozen.parties_.push_back({role, static_cast<std::uint8_t>(first + i)});
    }
  };
  add(PartyRole::kRegistrar, frozen.registrars_.size(), 0);
  add(PartyRole::kTrustee, frozen.trustees_.size(), 1);
  add(PartyRole::kAuthority, frozen.authorities_.size(), 0);
  return frozen;
}

absl::StatusOr<std::shared_ptr<const Manifest>> Manifest::Parse(crypto::ByteView config,
                                                                crypto::ByteView key_record) {
  auto frozen = FrozenConfig::Parse(config);
  if (!frozen.ok()) return frozen.status();
  if (key_record.size() > kMaxKeyRecordSize) {
    return absl::InvalidArgumentError("key record: larger than 1 MiB");
  }
  auto keys = crypto::VerifyRecord(frozen->ceremony(), key_record);
  if (!keys.ok()) return keys.status();

  std::shared_ptr<Manifest> manifest(new Manifest(std::move(*frozen)));
  Manifest& m = *manifest;
  m.key_record_.assign(key_record.begin(), key_record.end());
  m.hash_ = ManifestHash(config, key_record);
  const std::size_t width = m.width();
  m.ballot_keys_.assign(keys->keys.begin(),
                        keys->keys.begin() + static_cast<std::ptrdiff_t>(width));
  for (const auto& trustee : keys->trustee_keys) {
    m.trustee_keys_.emplace_back(trustee.begin(),
                                 trustee.begin() + static_cast<std::ptrdiff_t>(width));
    m.lot_keys_.push_back(trustee[width]);
  }
  for (const auto& contest : m.config().contests()) {
    auto codec = BallotCodec::Create(contest, m.config().currency_digits());
    if (!codec.ok()) return codec.status();
    m.codecs_.push_back(std::move(*codec));
  }
  return manifest;
}

const crypto::VerifyingKey* FrozenConfig::key(const Party& party) const {
  auto at = [](const std::vector<crypto::VerifyingKey>& keys,
               std::size_t i) -> const crypto::VerifyingKey* {
    return i < keys.size() ? &keys[i] : nullptr;
  };
  switch (party.role) {
    case PartyRole::kRegistrar:
      return at(registrars_, party.index);
    case PartyRole::kTrustee:
      return party.index == 0 ? nullptr : at(trustees_, party.index - std::size_t{1});
    case PartyRole::kAuthority:
      return at(authorities_, party.index);
  }
  return nullptr;
}

crypto::Bytes Manifest::Leaf0() const {
  ManifestLeaf leaf{frozen_.bytes().size(), key_record_.size(), crypto::Sha256(frozen_.bytes()),
                    crypto::Sha256(key_record_)};
  return SerializeLeaf({hash_, leaf});
}

crypto::Signature SignManifest(const crypto::SigningKey& key,
                               const crypto::Hash256& manifest_hash) {
  return key.Sign(kApprovalPurpose, manifest_hash, {});
}

bool VerifyManifestSignature(const FrozenConfig& config, const crypto::Hash256& manifest_hash,
                             const Party& party, const crypto::Signature& signature) {
  const crypto::VerifyingKey* key = config.key(party);
  return key != nullptr && key->Verify(kApprovalPurpose, manifest_hash, {}, signature);
}

crypto::Bytes SerializeApprovals(const std::vector<ManifestApproval>& approvals) {
  std::vector<ManifestApproval> sorted = approvals;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.party < b.party; });
  crypto::Bytes file;
  crypto::Append(file, crypto::AsBytes(kApprovalsMagic));
  for (const auto& [party, signature] : sorted) {
    file.push_back(static_cast<std::uint8_t>(party.role));
    file.push_back(party.index);
    crypto::Append(file, signature);
  }
  return file;
}

absl::Status VerifyApprovals(const FrozenConfig& config, const crypto::Hash256& manifest_hash,
                             crypto::ByteView file) {
  crypto::ByteReader reader(file);
  if (crypto::AsText(reader.Take(kApprovalsMagic.size())) != kApprovalsMagic) {
    return absl::InvalidArgumentError("manifest-ok: does not begin with URNAOKS1");
  }
  for (const Party& party : config.parties()) {
    const std::string who = fmt::format("{} {}", RoleName(party.role), party.index);
    const std::uint8_t role = reader.U8();
    const std::uint8_t index = reader.U8();
    const auto signature = reader.Array<64>();
    if (!reader.ok() || role != static_cast<std::uint8_t>(party.role) || index != party.index) {
      return absl::InvalidArgumentError(
          fmt::format("manifest-ok: expected the signature of {}", who));
    }
    if (!VerifyManifestSignature(config, manifest_hash, party, signature)) {
      return absl::InvalidArgumentError(fmt::format("manifest-ok: wrong signature of {}", who));
    }
  }
  if (!reader.Finished())
    return absl::InvalidArgumentError("manifest-ok: bytes after the last signature");
  return absl::OkStatus();
}

}  // namespace urna::ledger
