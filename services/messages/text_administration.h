// The texts of messages, as a department changes them.
#pragma once

#include "absl/status/status.h"
#include "services/messages/outbox.h"
#include "services/records/changes.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

// Thread-safe. All fail with INVALID_ARGUMENT at what is wrong: a parent that is no process, an occasion or a
// language that there is not, a text that CheckTemplate refuses. UpdateTemplate also with ABORTED (ETAG_MISMATCH).
class TextAdministration {
 public:
  // All must outlive this object.
  TextAdministration(storage::Store& store, Changes& changes, const Outbox& outbox)
      : store_(store), changes_(changes), outbox_(outbox) {}

  absl::Status ListTemplates(const v1::ListTemplatesRequest& request,
                             v1::ListTemplatesResponse& response) const;
  absl::Status UpdateTemplate(const Call& call, const v1::UpdateTemplateRequest& request,
                              v1::MessageTemplate& response);
  absl::Status ResetTemplate(const Call& call, const v1::ResetTemplateRequest& request,
                             v1::MessageTemplate& response);
  absl::Status PreviewTemplate(const v1::PreviewTemplateRequest& request,
                               v1::PreviewTemplateResponse& response) const;

 private:
  absl::Status Show(std::string_view process, v1::Occasion occasion, std::string_view language,
                    v1::MessageTemplate& out) const;

  storage::Store& store_;
  Changes& changes_;
  const Outbox& outbox_;
};

}  // namespace urna::services
