#include "services/access.h"

#include <sodium.h>

#include <array>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/errors.h"
#include "services/families.h"
#include "services/times.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

constexpr std::string_view kPrefix = "urna_";
constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kTokenBytes = 32;
// Of the base64url of 32 bytes, without padding.
constexpr std::size_t kEncodedSize = 43;

std::string KeyOf(std::string_view token) {
  return std::string(crypto::AsText(crypto::Sha256(crypto::AsBytes(token))));
}

absl::Status Unauthenticated(std::string_view reason, std::string_view message) {
  return Error(absl::StatusCode::kUnauthenticated, reason, message);
}

}  // namespace

absl::StatusOr<std::string> CreateAccessToken(storage::Store& store, const Clock& clock,
                                              std::string_view display_name) {
  std::array<unsigned char, kTokenBytes> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, kEncodedSize + 1> encoded;
  sodium_bin2base64(encoded.data(), encoded.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  std::string token = std::string(kPrefix) + encoded.data();

  internal::v1::AccessToken record;
  record.set_display_name(std::string(display_name));
  *record.mutable_create_time() = ToProto(clock.Now());
  storage::WriteBatch batch;
  batch.Put(kTokensFamily, KeyOf(token), record.SerializeAsString());
  if (absl::Status written = store.Write(batch); !written.ok()) return written;
  return token;
}

absl::StatusOr<Actor> Authenticate(const storage::Reader& store,
                                   std::optional<std::string_view> authorization) {
  if (!authorization) return Actor{};
  if (!authorization->starts_with(kScheme) ||
      !authorization->substr(kScheme.size()).starts_with(kPrefix) ||
      authorization->size() != kScheme.size() + kPrefix.size() + kEncodedSize) {
    return Unauthenticated("TOKEN_MALFORMED",
                           "the authorization header is not \"Bearer urna_...\": send the token as "
                           "urna init printed it, or no such header at all");
  }
  const std::string key = KeyOf(authorization->substr(kScheme.size()));
  absl::StatusOr<std::optional<std::string>> record = store.Get(kTokensFamily, key);
  if (!record.ok()) return record.status();
  if (!record->has_value()) {
    return Unauthenticated("TOKEN_UNKNOWN",
                           "this server does not know the access token: it was revoked, or belongs "
                           "to another server");
  }
  return Actor{.administrator = key};
}

absl::Status RequireAdministrator(const Actor& actor) {
  if (actor.is_administrator()) return absl::OkStatus();
  return Unauthenticated("TOKEN_MISSING",
                         "only administrators may do this: send the header "
                         "\"authorization: Bearer <token>\" with a token of this server");
}

}  // namespace urna::services
