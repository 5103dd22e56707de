// Where the staff gets mail.
#pragma once

#include "absl/status/status.h"
#include "services/identity/staff_directory.h"
#include "services/messages/outbox.h"
#include "services/records/changes.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

// Thread-safe.
class StaffAddresses {
 public:
  // All must outlive this object.
  StaffAddresses(storage::Store& store, Changes& changes, const StaffDirectory& staff)
      : store_(store), changes_(changes), staff_(staff) {}

  // INVALID_ARGUMENT at `address` or `language`; as Find.
  absl::Status SetStaffAddress(const Call& call, const v1::SetStaffAddressRequest& request,
                               v1::StaffAddress& response);
  absl::Status GetStaffAddress(const Call& call, const v1::GetStaffAddressRequest& request,
                               v1::StaffAddress& response) const;

 private:
  // The key of the caller, or of somebody else of the staff (StaffKey). NOT_FOUND (RESOURCE_NOT_FOUND)
  // where there is nobody; PERMISSION_DENIED (ROLE_MISSING) of another, unless the caller administers the
  // server.
  absl::StatusOr<std::string> Find(const Call& call, std::string_view name) const;
  absl::Status Show(const std::string& key, v1::StaffAddress& response) const;

  storage::Store& store_;
  Changes& changes_;
  const StaffDirectory& staff_;
};

}  // namespace urna::services
