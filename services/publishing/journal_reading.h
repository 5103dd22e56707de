// The journals as everybody reads them.
#pragma once

#include "absl/status/status.h"
#include "services/journal/journals.h"
#include "urna/v1/journal_service.pb.h"

namespace urna::services {

// Thread-safe. Every method fails as Journals::Get, and with INVALID_ARGUMENT for a field that is wrong.
class JournalReading {
 public:
  // Must outlive this object.
  explicit JournalReading(Journals& journals) : journals_(journals) {}

  absl::Status GetJournal(const v1::GetJournalRequest& request, v1::GetJournalResponse& response);
  absl::Status ListActs(const v1::ListActsRequest& request, v1::ListActsResponse& response);
  // NOT_FOUND (NO_SUCH_DOCUMENT).
  absl::Status GetDocument(const v1::GetDocumentRequest& request,
                           v1::GetDocumentResponse& response);

 private:
  Journals& journals_;
};

}  // namespace urna::services
