// Administrators' access tokens: who is calling.
//
// A token is "urna_" and 32 random bytes in base64url, 256 bits of entropy, so that a plain SHA-256
// is enough to store it. It is looked up by that hash: what an attacker could time is the hash, not
// the token.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/clock.h"
#include "storage/store.h"

namespace urna::services {

// Who makes a call. Trustees, registrars and voters are not known here: their signatures speak for
// them, in the messages themselves.
struct Actor {
  // SHA-256 of the administrator's token; nothing for everybody else.
  std::optional<std::string> administrator;

  bool is_administrator() const { return administrator.has_value(); }
};

// Makes a token and stores its hash. The token is returned here and never again.
absl::StatusOr<std::string> CreateAccessToken(storage::Store& store, const Clock& clock,
                                              std::string_view display_name);

// `authorization` is the value of the header of that name, nothing when there is none. A call
// without one is anonymous. UNAUTHENTICATED (TOKEN_MALFORMED, TOKEN_UNKNOWN) for a header that is
// not "Bearer <token>" with a token of this server: a wrong token is never taken for none.
absl::StatusOr<Actor> Authenticate(const storage::Reader& store,
                                   std::optional<std::string_view> authorization);

// UNAUTHENTICATED (TOKEN_MISSING) unless `actor` is an administrator.
absl::Status RequireAdministrator(const Actor& actor);

}  // namespace urna::services
