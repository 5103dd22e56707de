#include "services/identity/principal.h"

#include <algorithm>

namespace urna::services {
namespace {

bool Opens(Role role, Permission permission) {
  switch (role) {
    case Role::kAdministrator:
      return true;
    case Role::kAgent:
      return permission == Permission::kReadDrafts || permission == Permission::kEditDrafts ||
             permission == Permission::kScreen;
    case Role::kModerator:
      return permission == Permission::kReadDrafts || permission == Permission::kScreen ||
             permission == Permission::kModerate;
    case Role::kPollingOfficer:
    case Role::kRegistrar:
    case Role::kTrustee:
    case Role::kAuthority:
      return permission == Permission::kReadDrafts;
  }
  return false;
}

}  // namespace

bool Principal::May(Permission permission, std::string_view process) const {
  const bool server_wide = permission == Permission::kAdministerServer || process.empty();
  return std::any_of(grants_.begin(), grants_.end(), [&](const Grant& grant) {
    const bool covers = grant.process.empty() || (!server_wide && grant.process == process);
    return covers && Opens(grant.role, permission);
  });
}

bool Principal::MaySomewhere(Permission permission) const {
  return std::any_of(grants_.begin(), grants_.end(),
                     [&](const Grant& grant) { return May(permission, grant.process); });
}

}  // namespace urna::services
