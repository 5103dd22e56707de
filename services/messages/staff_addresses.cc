#include "services/messages/staff_addresses.h"

#include <utility>

#include "services/base/errors.h"
#include "services/base/text_rules.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredStaffAddress;

}  // namespace

absl::StatusOr<std::string> StaffAddresses::Find(const Call& call, std::string_view name) const {
  std::string own = StaffKey(call.principal);
  if (name.empty() || name == StaffName(own)) return own;
  if (absl::Status s = CheckAccess(Access::kAdministrators, call.principal, ""); !s.ok()) return s;
  absl::StatusOr<StaffMember> member = staff_.Find(name, "name");
  if (!member.ok()) return member.status();
  return std::move(member->key);
}

absl::Status StaffAddresses::Show(const std::string& key, v1::StaffAddress& response) const {
  const auto stored = ReadRow<StoredStaffAddress>(store_, RowKey('r', key, ""));
  if (!stored.ok()) return stored.status();
  response.set_name(StaffName(key));
  if (!stored->has_value()) return absl::OkStatus();
  response.set_address((*stored)->address());
  response.set_language((*stored)->language());
  return absl::OkStatus();
}

absl::Status StaffAddresses::SetStaffAddress(const Call& call,
                                             const v1::SetStaffAddressRequest& request,
                                             v1::StaffAddress& response) {
  const absl::StatusOr<std::string> member = Find(call, request.name());
  if (!member.ok()) return member.status();
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
    const std::string key = RowKey('r', *member, "");
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
  return Show(*member, response);
}

absl::Status StaffAddresses::GetStaffAddress(const Call& call,
                                             const v1::GetStaffAddressRequest& request,
                                             v1::StaffAddress& response) const {
  const absl::StatusOr<std::string> member = Find(call, request.name());
  return member.ok() ? Show(*member, response) : member.status();
}

}  // namespace urna::services
