// Mixes, decryptions and lots as trustees hand them in: verified before they are kept.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/append/log_registry.h"
#include "services/base/clock.h"
#include "services/counting/live_counts.h"
#include "services/files/upload.h"
#include "services/files/uploads.h"
#include "storage/store.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {

// Thread-safe.
class ArtefactUploads {
 public:
  // All must outlive this object and its uploads.
  ArtefactUploads(const storage::Reader& store, LogRegistry& logs, LiveCounts& counts,
                  Uploads& uploads, const Clock& clock)
      : store_(store), logs_(logs), counts_(counts), uploads_(uploads), clock_(clock) {}

  // Checks all that can be known before the file is there, the trustee's signature first. Only who
  // can sign for the trustee, and only for a file that the log does not announce yet, makes the
  // server hold a byte: headers of those that it announces are public, signature and all, and are
  // answered at once.
  //   FAILED_PRECONDITION  NOT_CLOSED, CLOSING_NOT_SIGNED (by the quorum, the authorities, this
  //                        trustee, or the witnesses), TOO_EARLY (complaints may still come),
  //                        WRONG_ORDER
  //   UNAUTHENTICATED      WRONG_SIGNATURE
  //   INVALID_ARGUMENT     the size is not that of such a file
  //   ALREADY_EXISTS       another file has that place
  // The upload verifies the file, keeps it, appends its record:
  //   INVALID_ARGUMENT     DIGEST_MISMATCH; PROOF_REFUSED, naming the equation that does not hold
  absl::StatusOr<std::unique_ptr<Upload>> SubmitArtefact(const v1::ArtefactHeader& header);

 private:
  class ArtefactUpload;

  absl::Status CheckMixingAllowed(const ProcessLog& log, std::uint32_t trustee) const;

  const storage::Reader& store_;
  LogRegistry& logs_;
  LiveCounts& counts_;
  Uploads& uploads_;
  const Clock& clock_;
};

}  // namespace urna::services
