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
    if (grants.ok()) return StaffMember{std::string(name), *std::move(grants), ""};
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
  return StaffMember{found->id, found->grants, found->display_name};
}

absl::StatusOr<std::vector<StaffMember>> StaffDirectory::List(Permission permission,
                                                              std::string_view process,
                                                              absl::Time now) const {
  std::vector<StaffMember> members;
  const auto add = [&](std::string key, const std::string& display_name,
                       const std::vector<Grant>& grants) {
    if (!Principal::Staff(key, grants).May(permission, process)) return;
    members.push_back({std::move(key), grants, display_name});
  };
  const auto tokens = tokens_.List();
  if (!tokens.ok()) return tokens.status();
  for (const TokenDescription& token : *tokens) {
    const bool is_over = token.expire_time && *token.expire_time <= now;
    if (!token.revoke_time && !is_over) add(token.id, token.display_name, token.grants);
  }
  const absl::Status visited = accounts_.Visit(
      [&](std::string_view id, const std::string& display_name, const std::vector<Grant>& grants) {
        add(fmt::format("{}{}", kAccounts, id), display_name, grants);
      });
  if (!visited.ok()) return visited;
  std::ranges::sort(members, {}, &StaffMember::key);
  return members;
}

}  // namespace urna::services
