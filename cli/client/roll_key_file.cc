#include "cli/client/roll_key_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/client/files.h"
#include "crypto/secret.h"

namespace urna::client {
namespace {

constexpr std::string_view kHeader =
    "urna/v2/roll-key: for the code registrars of one election, never for the ballot server; "
    "destroy "
    "it with the table from persons to tags\n";
constexpr std::size_t kHexDigits = 64;
constexpr std::uint64_t kMaxFileSize = 4096;

}  // namespace

absl::Status WriteRollKey(const std::string& path, const ledger::RollKey& key) {
  crypto::SecretBytes text(kHeader.begin(), kHeader.end());
  // sodium ends what it writes with a NUL, where the end of the line goes.
  text.resize(kHeader.size() + kHexDigits + 1);
  sodium_bin2hex(reinterpret_cast<char*>(text.data() + kHeader.size()), kHexDigits + 1,
                 key.Reveal().data(), key.Reveal().size());
  text.back() = '\n';
  return WriteNewFile(path, {text.data(), text.size()}, Access::kOwnerOnly);
}

absl::StatusOr<ledger::RollKey> ReadRollKey(const std::string& path) {
  auto read = ReadFile(path, kMaxFileSize);
  if (!read.ok()) return read.status();
  const crypto::SecretBytes text(read->begin(), read->end());
  sodium_memzero(read->data(), read->size());
  const std::size_t end = kHeader.size() + kHexDigits;
  // An editor may have left the end of the last line out.
  const bool sized = text.size() == end || (text.size() == end + 1 && text.back() == '\n');
  std::array<std::uint8_t, 32> bytes{};
  std::size_t decoded = 0;
  if (!sized ||
      !std::equal(kHeader.begin(), kHeader.end(), text.begin(),
                  [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }) ||
      sodium_hex2bin(bytes.data(), bytes.size(),
                     reinterpret_cast<const char*>(text.data() + kHeader.size()), kHexDigits,
                     nullptr, &decoded, nullptr) != 0 ||
      decoded != bytes.size()) {
    sodium_memzero(bytes.data(), bytes.size());
    return absl::InvalidArgumentError(
        fmt::format("{} is no roll key as `urna registrar roll-key` writes one", path));
  }
  ledger::RollKey key(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

}  // namespace urna::client
