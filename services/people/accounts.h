// Accounts: people whom the server knows by a log-in, one for each person that an issuer names.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "services/identity/staff_directory.h"
#include "storage/store.h"
#include "urna/internal/v1/people.pb.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// Who somebody is, as an issuer says at a log-in; verified.
struct Identity {
  // An issuer's URL; kMailIssuer for whoever has read a mail.
  std::string issuer;
  // What the issuer calls the person, at most 255 bytes (OpenID Connect Core, 8).
  std::string subject;
  // Of the configuration.
  std::string provider;
  v1::LoginAudience audience = v1::LOGIN_AUDIENCE_CITIZENS;
  // Empty where they are not kept.
  std::string display_name = {};
  std::string mail = {};
  // Whether the person was seen to read what comes there, by us or by the provider.
  bool mail_is_proven = false;
  // Of claims; none of a citizen.
  std::vector<Grant> grants = {};
};
inline constexpr std::string_view kMailIssuer = "mail";

struct Account {
  // 16 hexadecimal digits.
  std::string id;
  internal::v1::StoredAccount stored;
};

// By hand and by claims; none of a citizen, whatever lies in the store.
std::vector<Grant> GrantsOf(const internal::v1::StoredAccount& stored);
v1::Account Shown(const Account& account);
// Whether the person was seen to read what comes to the account's address.
bool IsMailProven(const internal::v1::StoredAccount& stored);

// Thread-safe.
class Accounts final : public StaffAccounts {
 public:
  // Both must outlive this object.
  Accounts(storage::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Adds to a batch that is then written under the same lock.
  using Also = std::function<absl::Status(const Account& account, storage::WriteBatch& batch)>;
  // Makes the account of this person, or brings it up to date: names and claims are those of the last
  // log-in, and none of earlier ones stay. PERMISSION_DENIED (OTHER_AUDIENCE) where an account of a
  // member of the staff would become a citizen's, or the other way round.
  absl::StatusOr<Account> SignIn(const Identity& identity, const Also& also)
      ABSL_LOCKS_EXCLUDED(changing_);

  // NOT_FOUND (RESOURCE_NOT_FOUND).
  absl::StatusOr<Account> Find(std::string_view id) const;
  absl::StatusOr<std::vector<Grant>> FindGrants(std::string_view id) const override;
  absl::Status Visit(const VisitStaff& visit) const override;
  // By id, from after `after` on, until `visit` returns false.
  absl::Status Visit(std::string_view after,
                     const std::function<bool(const Account&)>& visit) const;
  // NOT_FOUND; FAILED_PRECONDITION (ACCOUNT_OF_CITIZEN).
  absl::StatusOr<Account> SetGrants(std::string_view id, const std::vector<Grant>& grants)
      ABSL_LOCKS_EXCLUDED(changing_);
  // What is known of it is gone, and `also` with it; of one that there is not, OK.
  absl::Status Erase(std::string_view id, const Also& also) ABSL_LOCKS_EXCLUDED(changing_);
  // What was erased is owed to be gone from the files, until this was done: as slow as all accounts are
  // many.
  absl::Status PayPurge() ABSL_LOCKS_EXCLUDED(changing_);

 private:
  storage::Store& store_;
  const Clock& clock_;
  // One change at a time: of two log-ins of one person both would make an account.
  Mutex changing_;
};

}  // namespace urna::services
