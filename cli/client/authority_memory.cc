#include "cli/client/authority_memory.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "cli/client/time_text.h"
#include "ledger/errors.h"

namespace urna::client {
namespace {

constexpr std::string_view kHeader = "urna/v2/authority-memory";

void AppendNumber(crypto::SecretBytes& out, std::uint64_t value) {
  crypto::Bytes bytes;
  crypto::AppendLe64(bytes, value);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string Describe(const ledger::Closing& closing) {
  return fmt::format("at record {} with root {}", closing.index, crypto::ToHex(closing.root));
}

}  // namespace

absl::Status AuthorityMemory::Enter(const crypto::Hash256& manifest_hash,
                                    const ledger::Closing& closing, std::uint64_t unix_seconds) {
  const auto [at, fresh] = closings.emplace(manifest_hash, ClosingEntry{closing, unix_seconds});
  if (fresh || at->second.closing == closing) return absl::OkStatus();
  return ledger::Refusal(
      absl::StatusCode::kDataLoss, "LOG_FORKED",
      fmt::format("the log has forked: this key signed its closing {}, on {}; now it is closed {}. "
                  "Nothing was signed. Keep both logs and report it: one of the two is a forgery",
                  Describe(at->second.closing), TimeText(at->second.time), Describe(closing)));
}

crypto::SecretBytes AuthorityMemory::Serialize() const {
  crypto::SecretBytes out(kHeader.begin(), kHeader.end());
  const auto seed = key.Seed();
  out.insert(out.end(), seed.Reveal().begin(), seed.Reveal().end());
  AppendNumber(out, closings.size());
  for (const auto& [manifest_hash, entry] : closings) {
    out.insert(out.end(), manifest_hash.begin(), manifest_hash.end());
    AppendNumber(out, entry.closing.index);
    out.insert(out.end(), entry.closing.root.begin(), entry.closing.root.end());
    AppendNumber(out, entry.time);
  }
  return out;
}

absl::StatusOr<AuthorityMemory> AuthorityMemory::Parse(crypto::ByteView bytes) {
  const absl::Status damaged =
      absl::InvalidArgumentError("the file does not hold the memory of an authority");
  crypto::ByteReader reader(bytes);
  if (crypto::AsText(reader.Take(kHeader.size())) != kHeader) return damaged;
  const crypto::Secret<std::array<std::uint8_t, 32>> seed(reader.Array<32>());
  const std::uint64_t count = reader.Le64();
  if (!reader.ok()) return damaged;
  AuthorityMemory out{crypto::SigningKey::FromSeed(seed), {}};
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    const auto manifest_hash = reader.Array<32>();
    ClosingEntry entry;
    entry.closing.index = reader.Le64();
    entry.closing.root = reader.Array<32>();
    entry.time = reader.Le64();
    if (!out.closings.empty() && !(out.closings.rbegin()->first < manifest_hash)) return damaged;
    out.closings.emplace(manifest_hash, entry);
  }
  if (!reader.Finished()) return damaged;
  return out;
}

absl::Status SealedAuthorityVault::Save(const AuthorityMemory& memory) {
  const crypto::SecretBytes bytes = memory.Serialize();
  return file_.Save({bytes.data(), bytes.size()});
}

}  // namespace urna::client
