// Proof from the log that a ballot cannot be admitted (section 7 of docs/protocol.md): a voter's
// device believes no refusal without it.
#pragma once

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "urna/v1/ballots_service.pb.h"

namespace urna::services {

// Looks at the log in the order of section 7: closed, revoked, the first ballot counts, choice
// group, sequence. The records stand under one checkpoint, that of the moment. FAILED_PRECONDITION
// (NOT_SEALED), INVALID_ARGUMENT; NOT_FOUND (UNKNOWN_KEY) for a key that is not on the roll.
absl::Status ProveRefusal(LogRegistry& logs, const v1::ProveRefusalRequest& request,
                          v1::ProveRefusalResponse& response);

}  // namespace urna::services
