// Where the staff gets mail.
#pragma once

#include "absl/status/status.h"
#include "services/identity/tokens.h"
#include "services/messages/outbox.h"
#include "services/records/changes.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

// Thread-safe.
class StaffAddresses {
 public:
  // All must outlive this object.
  StaffAddresses(storage::Store& store, Changes& changes, const Tokens& tokens)
      : store_(store), changes_(changes), tokens_(tokens) {}

  // INVALID_ARGUMENT at `address` or `language`; as Find.
  absl::Status SetStaffAddress(const Call& call, const v1::SetStaffAddressRequest& request,
                               v1::StaffAddress& response);
  absl::Status GetStaffAddress(const Call& call, const v1::GetStaffAddressRequest& request,
                               v1::StaffAddress& response) const;

 private:
  // The id of the token. NOT_FOUND (RESOURCE_NOT_FOUND) where there is none; PERMISSION_DENIED
  // (ROLE_MISSING) of another's, unless the caller administers the server.
  absl::StatusOr<std::string> Find(const Call& call, std::string_view name) const;
  absl::Status Show(const std::string& token, v1::StaffAddress& response) const;

  storage::Store& store_;
  Changes& changes_;
  const Tokens& tokens_;
};

}  // namespace urna::services
