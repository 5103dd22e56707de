// What an issuer says of a person, and whether it is said to us, now, of whoever asked (OpenID Connect
// Core 1.0, 3.1.3.7 and 5.3.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/people/openid/json.h"

namespace urna::services::openid {

// How far two clocks may be apart.
inline constexpr absl::Duration kClockLeeway = absl::Seconds(60);
// An ID token that was made longer ago was not made for this log-in.
inline constexpr absl::Duration kOldestToken = absl::Minutes(10);

// Whom we take for the issuer, and who we are to it.
struct Relation {
  std::string issuer;
  std::string client_id;
  // One of these levels of assurance must be named, where there are any.
  std::vector<std::string> acr_values = {};
};

// Of an ID token whose signature is verified. UNAUTHENTICATED (IDENTITY_REFUSED) where the issuer is
// another, the audience are not we, or others too and we are not who it was made for (azp), it has
// expired, is not valid yet, or is too old, the nonce is not that of this log-in, it names nobody, or the
// level of assurance is too low.
absl::Status CheckIdToken(const Json& claims, const Relation& relation, std::string_view nonce,
                          absl::Time now);

// Of what UserInfo says about `subject`, that of the ID token. UNAUTHENTICATED (IDENTITY_REFUSED) where it
// is about somebody else.
absl::Status CheckUserInfo(const Json& claims, std::string_view subject);
// Beside that, of UserInfo that is signed: where the issuer is another, the audience are not we, or it has
// expired.
absl::Status CheckSignedUserInfo(const Json& claims, const Relation& relation, absl::Time now);

}  // namespace urna::services::openid
