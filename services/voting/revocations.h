// Revocations of keys: authorities sign them, the server appends them when enough have signed.
#pragma once

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "urna/v1/eligibility_service.pb.h"

namespace urna::services {

// Thread-safe.
class Revocations {
 public:
  // Both must outlive this object.
  Revocations(Changes& changes, LogRegistry& logs) : changes_(changes), logs_(logs) {}

  // Keeps an authority's signature; the same again is answered as before.
  //   UNAUTHENTICATED     the signature does not hold
  //   INVALID_ARGUMENT, FAILED_PRECONDITION  as ElectionState::Check
  //   RESOURCE_EXHAUSTED  TOO_MANY_REVOCATIONS wait for signatures
  absl::Status RevokeKey(const Call& call, const v1::RevokeKeyRequest& request,
                         v1::RevokeKeyResponse& response);

 private:
  Changes& changes_;
  LogRegistry& logs_;
};

}  // namespace urna::services
