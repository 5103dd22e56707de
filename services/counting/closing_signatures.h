// Signatures under the closed log: nothing is mixed before those who must have given theirs.
#pragma once

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "services/base/clock.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {

// Thread-safe.
class ClosingSignatures {
 public:
  // All must outlive this object.
  ClosingSignatures(const storage::Reader& store, Changes& changes, LogRegistry& logs,
                    const Clock& clock)
      : store_(store), changes_(changes), logs_(logs), clock_(clock) {}

  // Of a trustee or an authority. FAILED_PRECONDITION (ALREADY_COUNTED) once every outcome is there.
  // The same signature again is answered as before, and keeps its time.
  absl::Status SignClosing(const Call& call, const v1::SignClosingRequest& request,
                           v1::SignClosingResponse& response);
  // INVALID_ARGUMENT for a note of another log than the closed one, or with too few cosignatures.
  absl::Status SubmitCloseCheckpoint(const Call& call,
                                     const v1::SubmitCloseCheckpointRequest& request,
                                     v1::SubmitCloseCheckpointResponse& response);

 private:
  // Whether just this signature is kept.
  absl::StatusOr<bool> IsKept(const v1::SignClosingRequest& request) const;

  const storage::Reader& store_;
  Changes& changes_;
  LogRegistry& logs_;
  const Clock& clock_;
};

}  // namespace urna::services
