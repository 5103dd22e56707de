#include "services/people/openid/claims.h"

#include <sodium.h>

#include <algorithm>
#include <optional>

#include "services/people/openid/signed_token.h"

namespace urna::services::openid {
namespace {

constexpr std::size_t kLongestSubject = 255;

absl::Status CheckSource(const Json& claims, const Relation& relation) {
  if (TextOf(claims, "iss") != relation.issuer) return Refused("it is of another issuer");
  if (!Holds(claims, "aud", relation.client_id)) return Refused("it is for somebody else");
  return absl::OkStatus();
}

absl::Time TimeOf(std::int64_t seconds) { return absl::FromUnixSeconds(seconds); }

absl::Status CheckTimes(const Json& claims, absl::Time now) {
  const std::optional<std::int64_t> expiry = SecondsOf(claims, "exp");
  const std::optional<std::int64_t> issued = SecondsOf(claims, "iat");
  const std::optional<std::int64_t> begin = SecondsOf(claims, "nbf");
  if (!expiry || now >= TimeOf(*expiry) + kClockLeeway) return Refused("it has expired");
  if (!issued || TimeOf(*issued) > now + kClockLeeway) return Refused("it is of the future");
  if (TimeOf(*issued) + kOldestToken + kClockLeeway < now) return Refused("it is too old");
  if (claims.contains("nbf") && (!begin || TimeOf(*begin) > now + kClockLeeway)) {
    return Refused("it is not valid yet");
  }
  return absl::OkStatus();
}

// Whoever has more than one audience was made for the one that it names; and what it names are we.
absl::Status CheckParty(const Json& claims, const Relation& relation) {
  const auto audience = claims.find("aud");
  const bool has_others = audience->is_array() && audience->size() > 1;
  if (!claims.contains("azp")) {
    return has_others ? Refused("it is for others too, and does not say for whom it was made")
                      : absl::OkStatus();
  }
  return TextOf(claims, "azp") == relation.client_id ? absl::OkStatus()
                                                     : Refused("it was made for somebody else");
}

bool AreEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

absl::Status CheckIdToken(const Json& claims, const Relation& relation, std::string_view nonce,
                          absl::Time now) {
  if (absl::Status source = CheckSource(claims, relation); !source.ok()) return source;
  if (absl::Status party = CheckParty(claims, relation); !party.ok()) return party;
  if (absl::Status times = CheckTimes(claims, now); !times.ok()) return times;
  if (!AreEqual(TextOf(claims, "nonce"), nonce)) return Refused("it is of another log-in");
  const std::string subject = TextOf(claims, "sub");
  if (subject.empty() || subject.size() > kLongestSubject) return Refused("it names nobody");
  if (!relation.acr_values.empty() &&
      std::ranges::find(relation.acr_values, TextOf(claims, "acr")) == relation.acr_values.end()) {
    return Refused("the level of assurance is not one that was asked for");
  }
  return absl::OkStatus();
}

absl::Status CheckUserInfo(const Json& claims, std::string_view subject) {
  const std::string about = TextOf(claims, "sub");
  return !about.empty() && about == subject ? absl::OkStatus()
                                            : Refused("UserInfo is about somebody else");
}

absl::Status CheckSignedUserInfo(const Json& claims, const Relation& relation, absl::Time now) {
  if (absl::Status source = CheckSource(claims, relation); !source.ok()) return source;
  if (!claims.contains("exp")) return absl::OkStatus();
  const std::optional<std::int64_t> expiry = SecondsOf(claims, "exp");
  return expiry && now < TimeOf(*expiry) + kClockLeeway ? absl::OkStatus()
                                                        : Refused("UserInfo has expired");
}

}  // namespace urna::services::openid
