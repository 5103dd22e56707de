#include "cli/client/trustee_memory.h"

#include <algorithm>
#include <limits>

#include "crypto/sodium.h"

namespace urna::client {
namespace {

constexpr std::string_view kHeader = "urna/v2/trustee-memory";
constexpr std::size_t kMaxSecrets = std::size_t{1} << 20;

void Append(crypto::SecretBytes& out, crypto::ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void AppendNumber(crypto::SecretBytes& out, std::uint64_t value) {
  crypto::Bytes bytes;
  crypto::AppendLe64(bytes, value);
  Append(out, bytes);
}

void AppendSecret(crypto::SecretBytes& out, crypto::ByteView bytes) {
  AppendNumber(out, bytes.size());
  Append(out, bytes);
}

absl::Status Damaged() {
  return absl::InvalidArgumentError("the file does not hold the memory of a trustee");
}

absl::StatusOr<TrusteeElection> ParseElection(crypto::ByteReader& reader) {
  TrusteeElection out;
  out.attempt = reader.Le32();
  out.config_hash = reader.Array<32>();
  const crypto::ByteView ceremony = reader.Frame(kMaxSecrets);
  out.ceremony.assign(ceremony.begin(), ceremony.end());
  crypto::ByteReader shares(reader.Frame(kMaxSecrets));
  while (shares.remaining() > 0) {
    auto share = crypto::Scalar::Parse(shares.Take(crypto::Scalar::kSize));
    if (!share.ok()) return Damaged();
    out.shares.push_back(*share);
  }
  const std::uint8_t approved = reader.U8();
  const auto manifest_hash = reader.Array<32>();
  if (approved > 1) return Damaged();
  if (approved == 1) out.manifest_hash = manifest_hash;
  out.opening_time = reader.Le64();
  const std::uint8_t closed = reader.U8();
  SignedClosing closing;
  closing.closing.index = reader.Le64();
  closing.closing.root = reader.Array<32>();
  closing.time = reader.Le64();
  if (closed > 1) return Damaged();
  if (closed == 1) out.closing = closing;
  const std::uint64_t decrypted = reader.Le64();
  for (std::uint64_t i = 0; i < decrypted && reader.ok(); ++i) {
    const std::uint64_t contest = reader.Le64();
    if (contest > std::numeric_limits<std::uint32_t>::max()) return Damaged();
    out.decrypted[static_cast<std::uint32_t>(contest)] = reader.Array<32>();
  }
  return out;
}

}  // namespace

crypto::SecretBytes TrusteeMemory::Serialize() const {
  crypto::SecretBytes out;
  Append(out, crypto::AsBytes(kHeader));
  const auto seed = keys.signing.Seed();
  Append(out, seed.Reveal());
  Append(out, keys.box_secret.Reveal());
  AppendNumber(out, elections.size());
  for (const auto& [election_id, election] : elections) {
    Append(out, election_id);
    crypto::Bytes attempt;
    crypto::AppendLe32(attempt, election.attempt);
    Append(out, attempt);
    Append(out, election.config_hash);
    AppendSecret(out, {election.ceremony.data(), election.ceremony.size()});
    AppendNumber(out, election.shares.size() * crypto::Scalar::kSize);
    for (const crypto::Scalar& share : election.shares) Append(out, share.bytes());
    out.push_back(election.manifest_hash.has_value() ? 1 : 0);
    Append(out, election.manifest_hash.value_or(crypto::Hash256{}));
    AppendNumber(out, election.opening_time);
    const SignedClosing closing = election.closing.value_or(SignedClosing{});
    out.push_back(election.closing.has_value() ? 1 : 0);
    AppendNumber(out, closing.closing.index);
    Append(out, closing.closing.root);
    AppendNumber(out, closing.time);
    AppendNumber(out, election.decrypted.size());
    for (const auto& [contest, digest] : election.decrypted) {
      AppendNumber(out, contest);
      Append(out, digest);
    }
  }
  return out;
}

absl::StatusOr<TrusteeMemory> TrusteeMemory::Parse(crypto::ByteView bytes) {
  crypto::ByteReader reader(bytes);
  if (!std::ranges::equal(reader.Take(kHeader.size()), crypto::AsBytes(kHeader))) return Damaged();
  const crypto::Secret<std::array<std::uint8_t, 32>> seed(reader.Array<32>());
  crypto::Secret<std::array<std::uint8_t, 32>> box_secret(reader.Array<32>());
  const std::uint64_t elections = reader.Le64();
  if (!reader.ok()) return Damaged();
  crypto::BoxPublicKey box_public{};
  crypto_scalarmult_base(box_public.data(), box_secret.Reveal().data());
  TrusteeMemory out{{crypto::SigningKey::FromSeed(seed), std::move(box_secret), box_public}, {}};
  for (std::uint64_t i = 0; i < elections && reader.ok(); ++i) {
    const auto election_id = reader.Array<std::tuple_size_v<ledger::ElectionId>>();
    auto election = ParseElection(reader);
    if (!election.ok()) return election.status();
    out.elections[election_id] = *std::move(election);
  }
  if (!reader.Finished() || out.elections.size() != elections) return Damaged();
  return out;
}

absl::Status SealedVault::Save(const TrusteeMemory& memory) {
  const crypto::SecretBytes bytes = memory.Serialize();
  return file_.Save({bytes.data(), bytes.size()});
}

}  // namespace urna::client
