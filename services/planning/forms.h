// What a proposal of a process must say.
#pragma once

#include "absl/status/status.h"
#include "ledger/journal_document.h"
#include "services/journal/journals.h"
#include "services/planning/phase_plan.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "urna/v1/planning_service.pb.h"

namespace urna::services {

// Thread-safe.
class Forms {
 public:
  // All must outlive this object.
  Forms(Changes& changes, Journals& journals, PhasePlan& plan)
      : changes_(changes), journals_(journals), plan_(plan) {}

  // INVALID_ARGUMENT: the details name all that is wrong (form_rules.h); ABORTED (ETAG_MISMATCH); and
  // as Changes::ApplyActs.
  absl::Status SetForm(const Call& call, const v1::SetFormRequest& request, v1::FormView& response);
  absl::Status GetForm(const v1::GetFormRequest& request, v1::FormView& response) const;

 private:
  absl::Status Read(const std::string& process, v1::FormView& out) const;

  Changes& changes_;
  Journals& journals_;
  PhasePlan& plan_;
};

// Tells the journal of a form; its document. As Acts::Add.
absl::StatusOr<ledger::MadeDocument> TellForm(const v1::SubmissionForm& form, Acts& acts,
                                              storage::WriteBatch& batch);

}  // namespace urna::services
