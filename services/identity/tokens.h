// Access tokens of the staff: made, listed, revoked, and told from what a call sends.
//
// A token is "urna_" and 32 random bytes in base64url, 256 bits of entropy, so that a plain SHA-256
// is enough to store it. It is looked up by that hash: what an attacker could time is the hash, not
// the token.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "services/identity/principal.h"
#include "storage/store.h"

namespace urna::services {

struct TokenDescription {
  // Such as "9f0c2ab31d44e87a": no secret, and the last part of the resource's name.
  std::string id;
  std::string display_name;
  std::vector<Grant> grants;
  std::optional<absl::Time> expire_time;
  absl::Time create_time;
  std::optional<absl::Time> last_use_time;
  std::optional<absl::Time> revoke_time;
};

// The id of the token that a Principal tells apart by `token`.
std::string TokenId(std::string_view token);

struct NewToken {
  TokenDescription description;
  std::string secret;
};

// Thread-safe.
class Tokens {
 public:
  // How exactly the last use is kept: so that calls do not each cost a write.
  static constexpr absl::Duration kUsePrecision = absl::Hours(1);

  // Both must outlive this object.
  Tokens(storage::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // `display_name` and `grants` have been validated.
  absl::StatusOr<NewToken> Create(std::string_view display_name, std::vector<Grant> grants,
                                  std::optional<absl::Time> expire_time);
  // By id.
  absl::StatusOr<std::vector<TokenDescription>> List() const;
  // The one that a Principal tells apart by `token`. NOT_FOUND (RESOURCE_NOT_FOUND).
  absl::StatusOr<TokenDescription> Find(std::string_view token) const;
  // Of a revoked token as it stands. NOT_FOUND (RESOURCE_NOT_FOUND); FAILED_PRECONDITION
  // (LAST_ADMINISTRATOR) for the last token that administers the whole server.
  absl::StatusOr<TokenDescription> Revoke(std::string_view id) ABSL_LOCKS_EXCLUDED(changing_);

  // `authorization` is the value of the header of that name, nothing when there is none: then the
  // caller is anonymous. UNAUTHENTICATED (TOKEN_MALFORMED, TOKEN_UNKNOWN, TOKEN_EXPIRED,
  // TOKEN_REVOKED) otherwise: a wrong token is never taken for none.
  absl::StatusOr<Principal> Authenticate(std::optional<std::string_view> authorization)
      ABSL_LOCKS_EXCLUDED(using_);

 private:
  void NoteUse(const std::string& key) ABSL_LOCKS_EXCLUDED(using_);

  storage::Store& store_;
  const Clock& clock_;
  // One revocation at a time: two at once could leave no administrator.
  Mutex changing_;
  Mutex using_;
  // When the last use that is in the store was, by key.
  absl::flat_hash_map<std::string, absl::Time> noted_ ABSL_GUARDED_BY(using_);
};

}  // namespace urna::services
