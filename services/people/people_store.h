// People as they lie in the store, in kPeopleFamily:
//
//   "a" account, 16 hexadecimal digits        internal.v1.StoredAccount
//   "i" SHA-256 of issuer and subject         the account
//   "k"                                       internal.v1.PeopleKeys
//   "l" SHA-256 of a link's token             internal.v1.StoredLink
//   "o" account, SHA-256 of a cookie          nothing: the sessions of an account
//   "p" account, a proposal's resource name   nothing: the proposals of an account (services/proposals)
//   "q"                                       nothing: what was erased is in the files still
//   "s" SHA-256 of a cookie                   internal.v1.StoredSession
//   "u" SHA-256 of a cookie                   internal.v1.SessionUse
//   "z" SHA-256 of a state                    internal.v1.FinishedSignIn
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/families.h"
#include "storage/store.h"
#include "urna/internal/v1/people.pb.h"

namespace urna::services::people_store {

// 32 random bytes in base64url, 43 characters: what a cookie or a link holds.
std::string NewSecret();
bool IsSecret(std::string_view text);
// SHA-256 of one: looked up by it, so that what an attacker could time is the hash.
std::string HashOf(std::string_view secret);

// 16 hexadecimal digits, drawn at random.
std::string NewAccountId();
bool IsAccountId(std::string_view id);

std::string AccountKey(std::string_view account);
std::string IdentityKey(std::string_view issuer, std::string_view subject);
std::string LinkKey(std::string_view hash);
std::string OwnSessionPrefix(std::string_view account);
std::string SessionKey(std::string_view hash);
std::string UseKey(std::string_view hash);
std::string FinishedKey(std::string_view hash);
inline constexpr std::string_view kKeysKey = "k";
inline constexpr std::string_view kOwedPurgeKey = "q";

// The first key after all that begin with `prefix`.
std::string After(std::string prefix);

// The hour that it lies in: nobody needs to know better when somebody was here.
absl::Time HourOf(absl::Time time);

// Nothing where there is none; DATA_LOSS for what cannot be read.
template <typename Record>
absl::StatusOr<std::optional<Record>> Read(const storage::Reader& store, std::string_view key) {
  absl::StatusOr<std::optional<std::string>> bytes = store.Get(kPeopleFamily, key);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  Record record;
  if (!record.ParseFromString(**bytes)) {
    return absl::DataLossError("what is stored of people cannot be read");
  }
  return record;
}

}  // namespace urna::services::people_store
