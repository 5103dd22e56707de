#include "services/identity/tokens.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/events.h"
#include "services/base/families.h"
#include "services/base/times.h"
#include "storage/scan.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

constexpr std::string_view kPrefix = "urna_";
constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kSecretBytes = 32;
// Of the base64url of 32 bytes, without padding.
constexpr std::size_t kEncodedSize = 43;
constexpr std::size_t kKeySize = 32;
constexpr std::string_view kUse = "/use";
// Enough to tell the tokens of one server apart.
constexpr std::size_t kIdBytes = 8;

std::string KeyOf(std::string_view token) {
  return std::string(crypto::AsText(crypto::Sha256(crypto::AsBytes(token))));
}

absl::Status Unauthenticated(std::string_view reason, std::string_view message) {
  return Error(absl::StatusCode::kUnauthenticated, reason, message);
}

std::vector<Grant> GrantsOf(const internal::v1::AccessToken& record) {
  if (record.grants().empty()) return {{Role::kAdministrator, ""}};
  std::vector<Grant> grants;
  for (const internal::v1::TokenGrant& grant : record.grants()) {
    grants.push_back({static_cast<Role>(grant.role()), grant.process()});
  }
  return grants;
}

TokenDescription Describe(std::string_view key, const internal::v1::AccessToken& record) {
  TokenDescription out;
  out.id = TokenId(key);
  out.display_name = record.display_name();
  out.grants = GrantsOf(record);
  out.create_time = FromProto(record.create_time());
  if (record.has_expire_time()) out.expire_time = FromProto(record.expire_time());
  if (record.has_revoke_time()) out.revoke_time = FromProto(record.revoke_time());
  return out;
}

// A token as it lies in the store.
struct Stored {
  std::string key;
  internal::v1::AccessToken record;
  std::optional<absl::Time> last_use;
};

absl::StatusOr<std::vector<Stored>> ReadAll(const storage::Reader& store) {
  std::vector<Stored> all;
  bool damaged = false;
  const absl::Status read = storage::ScanAll(
      store, kTokensFamily, "", "", [&](std::string_view key, std::string_view value) {
        if (key.size() == kKeySize) {
          Stored& one = all.emplace_back();
          one.key = std::string(key);
          damaged |= !one.record.ParseFromString(std::string(value));
        } else if (!all.empty() && key == all.back().key + std::string(kUse)) {
          internal::v1::TokenUse use;
          damaged |= !use.ParseFromString(std::string(value));
          all.back().last_use = FromProto(use.time());
        }
        return true;
      });
  if (!read.ok()) return read;
  if (damaged) return absl::DataLossError("a stored access token cannot be read");
  return all;
}

bool Administers(const Stored& token, absl::Time now) {
  const TokenDescription one = Describe(token.key, token.record);
  const bool over = one.revoke_time.has_value() || (one.expire_time && *one.expire_time <= now);
  return !over && Principal::Staff(token.key, one.grants).May(Permission::kAdministerServer, "");
}

}  // namespace

std::string TokenId(std::string_view token) {
  return crypto::ToHex(crypto::AsBytes(token.substr(0, kIdBytes)));
}

absl::StatusOr<NewToken> Tokens::Create(std::string_view display_name, std::vector<Grant> grants,
                                        std::optional<absl::Time> expire_time) {
  std::array<unsigned char, kSecretBytes> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, kEncodedSize + 1> encoded;
  sodium_bin2base64(encoded.data(), encoded.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(random.data(), random.size());
  std::string secret = std::string(kPrefix) + encoded.data();

  internal::v1::AccessToken record;
  record.set_display_name(std::string(display_name));
  *record.mutable_create_time() = ToProto(clock_.Now());
  if (expire_time) *record.mutable_expire_time() = ToProto(*expire_time);
  for (const Grant& grant : grants) {
    internal::v1::TokenGrant& kept = *record.add_grants();
    kept.set_role(static_cast<std::uint32_t>(grant.role));
    kept.set_process(grant.process);
  }
  const std::string key = KeyOf(secret);
  storage::WriteBatch batch;
  batch.Put(kTokensFamily, key, record.SerializeAsString());
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  return NewToken{Describe(key, record), std::move(secret)};
}

absl::StatusOr<std::vector<TokenDescription>> Tokens::List() const {
  absl::StatusOr<std::vector<Stored>> all = ReadAll(store_);
  if (!all.ok()) return all.status();
  std::vector<TokenDescription> out;
  for (const Stored& one : *all) {
    out.push_back(Describe(one.key, one.record));
    out.back().last_use_time = one.last_use;
  }
  return out;
}

absl::StatusOr<TokenDescription> Tokens::Find(std::string_view token) const {
  absl::StatusOr<std::vector<Stored>> all = ReadAll(store_);
  if (!all.ok()) return all.status();
  for (const Stored& one : *all) {
    if (one.key != token) continue;
    TokenDescription out = Describe(one.key, one.record);
    out.last_use_time = one.last_use;
    return out;
  }
  return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND", "there is no such access token");
}

absl::StatusOr<TokenDescription> Tokens::Revoke(std::string_view id) {
  const MutexLock lock(changing_);
  absl::StatusOr<std::vector<Stored>> all = ReadAll(store_);
  if (!all.ok()) return all.status();
  const auto found = std::find_if(all->begin(), all->end(),
                                  [id](const Stored& one) { return TokenId(one.key) == id; });
  if (found == all->end()) {
    return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
                 fmt::format("there is no accessTokens/{}", id));
  }
  if (!found->record.has_revoke_time()) {
    const absl::Time now = clock_.Now();
    // One that ends by itself is none to rely on.
    const bool others = std::any_of(all->begin(), all->end(), [&](const Stored& one) {
      return one.key != found->key && Administers(one, now) && !one.record.has_expire_time();
    });
    if (!others && Administers(*found, now)) {
      return Error(absl::StatusCode::kFailedPrecondition, "LAST_ADMINISTRATOR",
                   "it is the last token that administers the whole server: make another first");
    }
    *found->record.mutable_revoke_time() = ToProto(now);
    storage::WriteBatch batch;
    batch.Put(kTokensFamily, found->key, found->record.SerializeAsString());
    if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  }
  TokenDescription out = Describe(found->key, found->record);
  out.last_use_time = found->last_use;
  return out;
}

absl::StatusOr<Principal> Tokens::Authenticate(std::optional<std::string_view> authorization) {
  if (!authorization) return Principal::Anonymous();
  if (!authorization->starts_with(kScheme) ||
      !authorization->substr(kScheme.size()).starts_with(kPrefix) ||
      authorization->size() != kScheme.size() + kPrefix.size() + kEncodedSize) {
    return Unauthenticated("TOKEN_MALFORMED",
                           "the authorization header is not \"Bearer urna_...\": send the token as "
                           "it was printed when it was made, or no such header at all");
  }
  const std::string key = KeyOf(authorization->substr(kScheme.size()));
  absl::StatusOr<std::optional<std::string>> bytes = store_.Get(kTokensFamily, key);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) {
    return Unauthenticated("TOKEN_UNKNOWN",
                           "this server does not know the access token: it belongs to another");
  }
  internal::v1::AccessToken record;
  if (!record.ParseFromString(**bytes)) {
    return absl::DataLossError("a stored access token cannot be read");
  }
  if (record.has_revoke_time()) {
    return Unauthenticated("TOKEN_REVOKED", "the access token has been revoked: ask for another");
  }
  if (record.has_expire_time() && FromProto(record.expire_time()) <= clock_.Now()) {
    return Unauthenticated("TOKEN_EXPIRED", "the access token has expired: ask for another");
  }
  NoteUse(key);
  return Principal::Staff(key, GrantsOf(record));
}

void Tokens::NoteUse(const std::string& key) {
  const absl::Time now = clock_.Now();
  {
    const MutexLock lock(using_);
    const auto [noted, first] = noted_.try_emplace(key, now);
    if (!first) {
      if (now < noted->second + kUsePrecision) return;
      noted->second = now;
    }
  }
  internal::v1::TokenUse use;
  const std::int64_t hour = absl::ToInt64Seconds(kUsePrecision);
  *use.mutable_time() = ToProto(absl::FromUnixSeconds(absl::ToUnixSeconds(now) / hour * hour));
  storage::WriteBatch batch;
  batch.Put(kTokensFamily, key + std::string(kUse), use.SerializeAsString());
  // A call is not refused because this could not be noted.
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) {
    TellOperator(Severity::kWarning, "the use of a token was not noted",
                 {{"code", absl::StatusCodeToString(written.code())}});
  }
}

}  // namespace urna::services
