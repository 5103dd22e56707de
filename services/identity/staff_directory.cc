#include "services/identity/staff_directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/errors.h"

namespace urna::services {
namespace {

constexpr std::string_view kTokens = "accessTokens/";
constexpr std::string_view kAccounts = "accounts/";

}  // namespace

std::string StaffKey(const Principal& principal) {
  return principal.account().empty() ? TokenId(principal.id()) : principal.id();
}

std::string StaffName(std::string_view key) {
  return key.starts_with(kAccounts) ? std::string(key) : fmt::format("{}{}", kTokens, key);
}

absl::StatusOr<StaffMember> StaffDirectory::Find(std::string_view name,
                                                 std::string_view field) const {
  if (name.starts_with(kAccounts)) {
    absl::StatusOr<std::vector<Grant>> grants = accounts_.FindGrants(name.substr(kAccounts.size()));
    if (grants.ok()) return StaffMember{std::string(name), *std::move(grants)};
    if (!absl::IsNotFound(grants.status())) return grants.status();
    return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
                 fmt::format("{}: there is no such account", field));
  }
  const auto all = tokens_.List();
  if (!all.ok()) return all.status();
  const auto found = std::ranges::find_if(*all, [&](const TokenDescription& token) {
    return name == StaffName(token.id) && !token.revoke_time;
  });
  if (found == all->end()) {
    return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
                 fmt::format("{}: there is no such access token, or it was revoked", field));
  }
  return StaffMember{found->id, found->grants};
}

}  // namespace urna::services
