// The mandate of a process: its draft, and the versions that were published.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/journal/journals.h"
#include "services/planning/phase_plan.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "storage/store.h"
#include "urna/v1/planning_service.pb.h"

namespace urna::services {

// Thread-safe. Every method fails with INVALID_ARGUMENT for a field that is wrong and NOT_FOUND
// (RESOURCE_NOT_FOUND) for a process that there is not; those that write also with ABORTED
// (ETAG_MISMATCH) and as Changes::ApplyActs.
class Mandates {
 public:
  // All must outlive this object.
  Mandates(storage::Store& store, Changes& changes, Journals& journals, PhasePlan& plan)
      : store_(store), changes_(changes), journals_(journals), plan_(plan) {}

  absl::Status UpdateMandateDraft(const Call& call, const v1::UpdateMandateDraftRequest& request,
                                  v1::MandateVersion& response);
  absl::Status GetMandateDraft(const v1::GetMandateDraftRequest& request,
                               v1::MandateVersion& response) const;
  // FAILED_PRECONDITION (MANDATE_INCOMPLETE): a violation for each thing that is missing. A retry is
  // answered with the last version.
  absl::Status PublishMandate(const Call& call, const v1::PublishMandateRequest& request,
                              v1::MandateVersion& response);
  // NOT_FOUND (NO_SUCH_DOCUMENT).
  absl::Status GetMandate(const v1::GetMandateRequest& request, v1::MandateVersion& response) const;
  absl::Status ListMandateVersions(const v1::ListMandateVersionsRequest& request,
                                   v1::ListMandateVersionsResponse& response) const;
  // NOT_FOUND (NO_SUCH_DOCUMENT).
  absl::Status CompareMandates(const v1::CompareMandatesRequest& request,
                               v1::CompareMandatesResponse& response) const;

 private:
  absl::Status Read(const storage::Reader& store, const std::string& process, std::uint32_t version,
                    v1::MandateVersion& out) const;
  absl::Status ReadDraftOrLast(const storage::Reader& store, const std::string& process,
                               v1::MandateVersion& out) const;
  // As CheckEtag, of what ReadDraftOrLast gives.
  absl::Status CheckRead(const storage::Reader& store, const std::string& process,
                         const std::string& etag) const;

  storage::Store& store_;
  Changes& changes_;
  Journals& journals_;
  PhasePlan& plan_;
};

}  // namespace urna::services
