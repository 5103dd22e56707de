#include "services/planning/forms.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/resource_name.h"
#include "services/planning/form_rules.h"
#include "services/planning/plan_store.h"
#include "services/records/draft_process.h"

namespace urna::services {

absl::StatusOr<ledger::MadeDocument> TellForm(const v1::SubmissionForm& form, Acts& acts,
                                              storage::WriteBatch& batch) {
  v1::JournalDocument content;
  *content.mutable_form() = form;
  ledger::MadeDocument document = ledger::MakeDocument(std::move(content));
  v1::ActFacts facts;
  facts.mutable_form()->set_support_needed(form.support_needed());
  facts.mutable_form()->set_open_submission(form.open_submission());
  absl::Status told = acts.Add(v1::JOURNAL_ACT_FORM, "", facts, {document}, batch);
  if (!told.ok()) return told;
  return document;
}

absl::Status Forms::SetForm(const Call& call, const v1::SetFormRequest& request,
                            v1::FormView& response) {
  const auto set = [&](const storage::Reader& store, storage::WriteBatch& batch,
                       Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name =
        ResourceName::Parse(Kind::kProcess, request.process(), "process");
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->text());
    if (!process.ok()) return process.status();
    v1::FormView now;
    if (absl::Status read = Read(name->text(), now); !read.ok()) return read;
    absl::Status same =
        CheckEtag(request.etag(), now.etag(), fmt::format("the form of {}", name->text()));
    if (!same.ok()) return same;
    FieldViolations violations;
    ValidateForm(request.form(), *process, "form", violations);
    if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
    absl::StatusOr<ledger::MadeDocument> document = TellForm(request.form(), acts, batch);
    if (!document.ok()) return document.status();
    response.set_process(name->text());
    response.set_sha256(std::string(crypto::AsText(document->sha256)));
    *response.mutable_form() = request.form();
    response.set_etag(EtagOf(response.form()));
    return absl::OkStatus();
  };
  const absl::Status done =
      changes_.ApplyActs(call, request, response, set, Changes::Reach::kProcess,
                         [&](const storage::Reader&) { return Read(request.process(), response); });
  if (done.ok()) plan_.Look(call.process);
  return done;
}

absl::Status Forms::GetForm(const v1::GetFormRequest& request, v1::FormView& response) const {
  return Read(request.process(), response);
}

absl::Status Forms::Read(const std::string& process, v1::FormView& out) const {
  out.set_process(process);
  absl::StatusOr<std::optional<FormText>> form = ReadFormText(journals_, process);
  if (!form.ok()) return form.status();
  if (form->has_value()) {
    out.set_sha256(std::string(crypto::AsText((*form)->sha256)));
    *out.mutable_form() = std::move((*form)->form);
  }
  out.set_etag(EtagOf(out.form()));
  return absl::OkStatus();
}

}  // namespace urna::services
