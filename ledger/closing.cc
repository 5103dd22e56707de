#include "ledger/closing.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "crypto/hash.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kPurpose = "close";
constexpr std::string_view kMagic = "URNACLS2";
constexpr std::size_t kComparedCharacters = 48;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kHexDigits = 64;

crypto::Bytes BodyOf(std::uint64_t close_index, const crypto::Hash256& root) {
  crypto::Bytes body;
  crypto::AppendLe64(body, close_index);
  crypto::Append(body, root);
  return body;
}

bool MaySign(PartyRole role) {
  return role == PartyRole::kTrustee || role == PartyRole::kAuthority;
}

}  // namespace

crypto::Hash256 ClosingHash(const crypto::Hash256& manifest_hash, std::uint64_t close_index,
                            const crypto::Hash256& root) {
  return crypto::LabelledHash("closing", {manifest_hash, BodyOf(close_index, root)});
}

std::string ClosingGroups(const crypto::Hash256& closing_hash) {
  const std::string text = crypto::ToBase32(closing_hash).substr(0, kComparedCharacters);
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += kGroup) {
    if (i > 0) out.push_back(' ');
    out += text.substr(i, kGroup);
  }
  return out;
}

absl::StatusOr<bool> IsClosing(std::string_view text, const crypto::Hash256& closing_hash) {
  std::string given;
  for (char c : text) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    given.push_back(c);
  }
  if (given.size() == kHexDigits) return given == crypto::ToHex(closing_hash);
  if (given.size() == kComparedCharacters) {
    return crypto::ToBase32(closing_hash).starts_with(given);
  }
  return absl::InvalidArgumentError(
      "a closing is named by its twelve groups of four characters, or by 64 hexadecimal digits");
}

crypto::Signature SignClosing(const crypto::SigningKey& key, const crypto::Hash256& manifest_hash,
                              const Closing& closing) {
  return key.Sign(kPurpose, manifest_hash, BodyOf(closing.index, closing.root));
}

bool VerifyClosing(const Manifest& manifest, const Party& party, const Closing& closing,
                   const crypto::Signature& signature) {
  const crypto::VerifyingKey* key = MaySign(party.role) ? manifest.key(party) : nullptr;
  return key != nullptr &&
         key->Verify(kPurpose, manifest.hash(), BodyOf(closing.index, closing.root), signature);
}

MissingClosings MissingOf(const Manifest& manifest,
                          const std::vector<ClosingSignature>& signatures) {
  const auto missing = [&](PartyRole role, std::uint32_t needed) {
    const auto there = std::count_if(signatures.begin(), signatures.end(),
                                     [&](const auto& one) { return one.party.role == role; });
    return needed - std::min(needed, static_cast<std::uint32_t>(there));
  };
  return {missing(PartyRole::kTrustee, manifest.config().closing_quorum()),
          missing(PartyRole::kAuthority, manifest.config().authority_threshold())};
}

crypto::Bytes SerializeClosings(std::vector<ClosingSignature> signatures) {
  std::sort(signatures.begin(), signatures.end(),
            [](const auto& a, const auto& b) { return a.party < b.party; });
  crypto::Bytes file;
  crypto::Append(file, crypto::AsBytes(kMagic));
  for (const auto& [party, signature] : signatures) {
    file.push_back(static_cast<std::uint8_t>(party.role));
    file.push_back(party.index);
    crypto::Append(file, signature);
  }
  return file;
}

absl::Status VerifyClosings(const Manifest& manifest, const Closing& closing,
                            crypto::ByteView file) {
  crypto::ByteReader reader(file);
  if (crypto::AsText(reader.Take(kMagic.size())) != kMagic) {
    return absl::InvalidArgumentError("close: does not begin with URNACLS2");
  }
  std::vector<ClosingSignature> signatures;
  while (reader.remaining() > 0) {
    const auto role = static_cast<PartyRole>(reader.U8());
    const std::uint8_t index = reader.U8();
    const ClosingSignature one{{role, index}, reader.Array<64>()};
    if (!reader.ok() || !MaySign(role) ||
        (!signatures.empty() && !(signatures.back().party < one.party))) {
      return absl::InvalidArgumentError(
          "close: signatures must ascend by role and signer, each signer once");
    }
    if (!VerifyClosing(manifest, one.party, closing, one.signature)) {
      return absl::InvalidArgumentError(
          fmt::format("close: wrong signature of {}{}",
                      role == PartyRole::kTrustee ? "trustee " : "authority ", index));
    }
    signatures.push_back(one);
  }
  const MissingClosings missing = MissingOf(manifest, signatures);
  if (!missing.none()) {
    return absl::InvalidArgumentError(
        fmt::format("close: {} trustees and {} authorities more must have signed", missing.trustees,
                    missing.authorities));
  }
  return absl::OkStatus();
}

absl::Status VerifyCloseCheckpoint(const Manifest& manifest, const Closing& closing,
                                   std::string_view note) {
  const auto checkpoint = crypto::VerifyCheckpoint(note, manifest.log_key());
  if (!checkpoint.ok()) return checkpoint.status();
  if (checkpoint->size != closing.index + 1 || checkpoint->root != closing.root) {
    return absl::InvalidArgumentError("close-checkpoint: is not of the closed log");
  }
  const auto count = crypto::CountCosignatures(note, manifest.frozen().witnesses());
  if (!count.ok()) return count.status();
  if (*count < manifest.config().witness_quorum()) {
    return absl::InvalidArgumentError(fmt::format("close-checkpoint: {} witnesses, {} are needed",
                                                  *count, manifest.config().witness_quorum()));
  }
  return absl::OkStatus();
}

}  // namespace urna::ledger
