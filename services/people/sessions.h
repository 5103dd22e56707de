// Sessions: what a browser's cookie opens, for a while.
//
// A cookie holds 32 random bytes in base64url, and the store their SHA-256 alone. Each log-in begins a
// new one, so that nobody can prepare a session for somebody else. When it was last used is kept to the
// hour.
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
#include "services/people/accounts.h"
#include "storage/store.h"

namespace urna::services {

// How long a session lasts.
struct SessionTimes {
  // Without use: it ends when it was not used for so long after the hour of its last use.
  absl::Duration idle = absl::Hours(2);
  // Whatever is done.
  absl::Duration whole = absl::Hours(12);
};

// What came as a cookie.
struct SessionCookie {
  // As it came, whatever it is.
  std::string secret;
  // Whether the browser says that a page of this server's own origin sent it.
  bool is_of_own_page = false;
};

struct SessionDescription {
  // 16 hexadecimal digits: no secret.
  std::string id;
  absl::Time create_time;
  // The hour.
  absl::Time last_use_time;
  absl::Time expire_time;
};

// What ended, for the provider to be told.
struct EndedSession {
  std::string provider;
  // SECRET. Empty where there is none.
  std::string id_token;
};

// Thread-safe.
class Sessions {
 public:
  // At most so many of one account: a log-in beyond ends the oldest.
  static constexpr std::size_t kMostOfAccount = 20;

  // All must outlive this object.
  Sessions(storage::Store& store, const Accounts& accounts, const Clock& clock, SessionTimes times)
      : store_(store), accounts_(accounts), clock_(clock), times_(times) {}

  // Adds a new session of this account to a batch, and returns what its cookie holds. Whoever is logged in
  // by `earlier`, the browser's cookie, is no longer.
  absl::StatusOr<std::string> Begin(const Account& account, std::string_view id_token,
                                    std::string_view earlier, storage::WriteBatch& batch);

  // UNAUTHENTICATED (SESSION_OVER) for one that there is not, or that has ended; PERMISSION_DENIED
  // (OTHER_ORIGIN) for what no page of this server's own sent.
  absl::StatusOr<Principal> Authenticate(const SessionCookie& cookie) ABSL_LOCKS_EXCLUDED(using_);

  // Those that are not over, the newest first.
  absl::StatusOr<std::vector<SessionDescription>> List(std::string_view account) const;
  // By id. Of one that there is not, OK.
  absl::Status End(std::string_view account, std::string_view id);
  // By its cookie. Nothing where there is none.
  absl::StatusOr<std::optional<EndedSession>> EndByCookie(std::string_view secret);
  // All of an account, added to a batch.
  absl::Status EndAll(std::string_view account, storage::WriteBatch& batch) const;

  // Forgets those that are over. Reads them all: once an hour is enough.
  absl::Status ForgetOld() ABSL_LOCKS_EXCLUDED(using_);

 private:
  // When one ends, as long as it is not used any more.
  absl::Time EndOf(absl::Time create_time, absl::Time last_use) const;
  absl::StatusOr<absl::Time> LastUse(const std::string& hash, absl::Time create_time) const;
  void NoteUse(const std::string& hash, absl::Time stored) ABSL_LOCKS_EXCLUDED(using_);

  storage::Store& store_;
  const Accounts& accounts_;
  const Clock& clock_;
  const SessionTimes times_;
  Mutex using_;
  // The hour of the last use that was written, by hash: of two calls at a time one writes.
  absl::flat_hash_map<std::string, absl::Time> noted_ ABSL_GUARDED_BY(using_);
};

}  // namespace urna::services
