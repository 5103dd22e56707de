// The key ceremony of a frozen process: what trustees say, verified as it arrives and shown to all.
#pragma once

#include "absl/status/status.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "services/records/process_records.h"
#include "storage/store.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {

// Thread-safe. Every message may be sent again; another one in its place is refused with
// ALREADY_EXISTS (ALREADY_SAID), for a trustee that could change its mind could steer the keys.
// A message that comes too early is FAILED_PRECONDITION (WRONG_ROUND).
class Ceremonies {
 public:
  // All must outlive this object.
  Ceremonies(const storage::Store& store, Changes& changes, Documents& documents)
      : store_(store), changes_(changes), documents_(documents) {}

  absl::Status GetCeremony(const v1::GetCeremonyRequest& request, v1::Ceremony& response) const;
  absl::Status SubmitCommitment(const Call& call, const v1::SubmitCommitmentRequest& request,
                                v1::Ceremony& response);
  absl::Status SubmitReveal(const Call& call, const v1::SubmitRevealRequest& request,
                            v1::Ceremony& response);
  absl::Status SubmitConfirmation(const Call& call, const v1::SubmitConfirmationRequest& request,
                                  v1::Ceremony& response);
  absl::Status FileComplaint(const Call& call, const v1::FileComplaintRequest& request,
                             v1::Ceremony& response);
  absl::Status RestartCeremony(const Call& call, const v1::RestartCeremonyRequest& request,
                               v1::Ceremony& response);

 private:
  const storage::Store& store_;
  Changes& changes_;
  Documents& documents_;
};

}  // namespace urna::services
