// Whoever of the staff something is given to: the holder of a token, or of an account.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/principal.h"
#include "services/identity/tokens.h"

namespace urna::services {

// What the store knows them by: the id of a token, or `accounts/{account}`. Not of whoever is anonymous.
std::string StaffKey(const Principal& principal);
// The resource that a key stands for: `accessTokens/{token}`, or `accounts/{account}`.
std::string StaffName(std::string_view key);

// Accounts, as far as this room knows them. Thread-safe.
class StaffAccounts {
 public:
  virtual ~StaffAccounts() = default;
  // Of the account with this id. NOT_FOUND (RESOURCE_NOT_FOUND).
  virtual absl::StatusOr<std::vector<Grant>> FindGrants(std::string_view id) const = 0;
  using VisitStaff = std::function<void(std::string_view id, const std::string& display_name,
                                        const std::vector<Grant>& grants)>;
  // Those that have roles.
  virtual absl::Status Visit(const VisitStaff& visit) const = 0;
};

struct StaffMember {
  std::string key;
  std::vector<Grant> grants;
  // May be empty.
  std::string display_name = {};
};

// Thread-safe.
class StaffDirectory {
 public:
  // Both must outlive this object.
  StaffDirectory(const Tokens& tokens, const StaffAccounts& accounts)
      : tokens_(tokens), accounts_(accounts) {}

  // By the resource's name. NOT_FOUND (RESOURCE_NOT_FOUND), which says `field`, where there is neither such a token nor such an account, and where
  // the token was revoked.
  absl::StatusOr<StaffMember> Find(std::string_view name, std::string_view field) const;
  // Those who may do it in a process, by key: whose token is good now, and whose account has the role.
  absl::StatusOr<std::vector<StaffMember>> List(Permission permission, std::string_view process,
                                                absl::Time now) const;

 private:
  const Tokens& tokens_;
  const StaffAccounts& accounts_;
};

}  // namespace urna::services
