#include "services/messages/staff_addresses.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "services/base/errors.h"
#include "services/base/text_rules.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredStaffAddress;

constexpr std::string_view kTokens = "accessTokens/";

}  // namespace

absl::StatusOr<std::string> StaffAddresses::Find(const Call& call, std::string_view name) const {
  if (call.principal.account().empty()) {
    const std::string own = TokenId(call.principal.id());
    if (name.empty() || name == fmt::format("{}{}", kTokens, own)) return own;
  } else if (name.empty()) {
    return FieldError("name", "expected accessTokens/{token}: an account has no token of its own");
  }
  if (absl::Status s = CheckAccess(Access::kAdministrators, call.principal, ""); !s.ok()) return s;
  const auto all = tokens_.List();
  if (!all.ok()) return all.status();
  const auto found = std::ranges::find_if(*all, [&](const TokenDescription& token) {
    return name == fmt::format("{}{}", kTokens, token.id) && !token.revoke_time;
  });
  if (found == all->end()) {
    return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
                 "name: there is no such access token, or it was revoked");
  }
  return found->id;
}

absl::Status StaffAddresses::Show(const std::string& token, v1::StaffAddress& response) const {
  const auto stored = ReadRow<StoredStaffAddress>(store_, RowKey('r', token, ""));
  if (!stored.ok()) return stored.status();
  response.set_name(fmt::format("{}{}", kTokens, token));
  if (!stored->has_value()) return absl::OkStatus();
  response.set_address((*stored)->address());
  response.set_language((*stored)->language());
  return absl::OkStatus();
}

absl::Status StaffAddresses::SetStaffAddress(const Call& call,
                                             const v1::SetStaffAddressRequest& request,
                                             v1::StaffAddress& response) {
  const absl::StatusOr<std::string> token = Find(call, request.name());
  if (!token.ok()) return token.status();
  FieldViolations violations;
  StoredStaffAddress stored;
  if (!request.address().empty()) {
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(request.address());
    if (!address.ok()) violations.Add("address", std::string(address.status().message()));
    if (!IsLanguageTag(request.language())) {
      violations.Add("language", "expected a BCP 47 tag such as fr");
    }
    if (address.ok()) stored.set_address(address->text());
    stored.set_language(request.language());
  }
  if (!violations.empty()) return violations.ToStatus();
  const auto set = [&](const storage::Reader&, storage::WriteBatch& batch) {
    const std::string key = RowKey('r', *token, "");
    // The address that stood there is gone from the files within the hour.
    OweMailPurge(batch);
    if (stored.address().empty()) {
      batch.Delete(kMessagesFamily, key);
    } else {
      batch.Put(kMessagesFamily, key, stored.SerializeAsString());
    }
    return absl::OkStatus();
  };
  if (absl::Status s = changes_.Apply(call, request, response, set); !s.ok()) return s;
  return Show(*token, response);
}

absl::Status StaffAddresses::GetStaffAddress(const Call& call,
                                             const v1::GetStaffAddressRequest& request,
                                             v1::StaffAddress& response) const {
  const absl::StatusOr<std::string> token = Find(call, request.name());
  return token.ok() ? Show(*token, response) : token.status();
}

}  // namespace urna::services
