#include "services/people/people_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/bytes.h"
#include "crypto/hash.h"

namespace urna::services::people_store {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretCharacters = 43;
constexpr std::size_t kIdBytes = 8;

}  // namespace

std::string NewSecret() {
  std::array<unsigned char, kSecretBytes> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, kSecretCharacters + 1> text;
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(random.data(), random.size());
  return std::string(text.data(), kSecretCharacters);
}

bool IsSecret(std::string_view text) {
  return text.size() == kSecretCharacters && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::string HashOf(std::string_view secret) {
  return std::string(crypto::AsText(crypto::Sha256(crypto::AsBytes(secret))));
}

std::string NewAccountId() {
  std::array<std::uint8_t, kIdBytes> random;
  randombytes_buf(random.data(), random.size());
  return crypto::ToHex(random);
}

bool IsAccountId(std::string_view id) {
  return id.size() == 2 * kIdBytes && std::ranges::all_of(id, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string AccountKey(std::string_view account) { return fmt::format("a{}", account); }

std::string IdentityKey(std::string_view issuer, std::string_view subject) {
  crypto::Bytes framed;
  crypto::AppendFrame(framed, crypto::AsBytes(issuer));
  crypto::AppendFrame(framed, crypto::AsBytes(subject));
  return "i" + std::string(crypto::AsText(crypto::Sha256(framed)));
}

std::string LinkKey(std::string_view hash) { return fmt::format("l{}", hash); }
std::string OwnSessionPrefix(std::string_view account) { return fmt::format("o{}", account); }
std::string SessionKey(std::string_view hash) { return fmt::format("s{}", hash); }
std::string UseKey(std::string_view hash) { return fmt::format("u{}", hash); }
std::string FinishedKey(std::string_view hash) { return fmt::format("z{}", hash); }

std::string After(std::string prefix) {
  prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

absl::Time HourOf(absl::Time time) {
  constexpr std::int64_t kHour = 3600;
  return absl::FromUnixSeconds(absl::ToUnixSeconds(time) / kHour * kHour);
}

}  // namespace urna::services::people_store
