#include "services/planning/mandates.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/resource_name.h"
#include "services/base/times.h"
#include "services/planning/mandate_rules.h"
#include "services/planning/plan_store.h"
#include "services/planning/text_changes.h"
#include "services/records/draft_process.h"

namespace urna::services {
namespace {

using internal::v1::PublishedMandate;

absl::Status NoSuchVersion(const std::string& process, std::uint32_t version,
                           std::size_t versions) {
  return Error(absl::StatusCode::kNotFound, "NO_SUCH_DOCUMENT",
               versions == 0 ? fmt::format("no mandate of {} is published yet", process)
                             : fmt::format("the mandate of {} has no version {}: there are {}",
                                           process, version, versions));
}

absl::StatusOr<ResourceName> ParseProcess(const std::string& name) {
  return ResourceName::Parse(Kind::kProcess, name, "process");
}

// Without its text.
void Show(const std::string& process, std::uint32_t version, const PublishedMandate& published,
          v1::MandateVersion& out) {
  out.set_process(process);
  out.set_version(version);
  out.set_sha256(published.sha256());
  *out.mutable_publish_time() =
      ToProto(absl::FromUnixSeconds(static_cast<std::int64_t>(published.time())));
}

// What is missing, where there is no draft either.
absl::Status Incomplete(const std::optional<v1::Mandate>& draft, const v1::Process& process) {
  FieldViolations missing;
  if (!draft) {
    missing.Add("mandate", "there is no draft to publish: keep one first");
  } else {
    // The languages of the process may have changed since it was kept.
    ValidateMandate(*draft, process, "mandate", missing);
    CheckMandateComplete(*draft, process, "mandate", missing);
  }
  return missing.ToStatus(absl::StatusCode::kFailedPrecondition, "MANDATE_INCOMPLETE");
}

}  // namespace

absl::Status Mandates::UpdateMandateDraft(const Call& call,
                                          const v1::UpdateMandateDraftRequest& request,
                                          v1::MandateVersion& response) {
  const auto update = [&](const storage::Reader& store,
                          storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<ResourceName> name = ParseProcess(request.process());
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->text());
    if (!process.ok()) return process.status();
    if (absl::Status same = CheckRead(store, name->text(), request.etag()); !same.ok()) return same;
    FieldViolations violations;
    ValidateMandate(request.mandate(), *process, "mandate", violations);
    if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
    PutMandateDraft(batch, name->text(), request.mandate());
    response.set_process(name->text());
    *response.mutable_mandate() = request.mandate();
    response.set_etag(EtagOf(response.mandate()));
    return absl::OkStatus();
  };
  return changes_.Apply(call, request, response, update, Changes::Reach::kProcess,
                        [&](const storage::Reader& store) {
                          return ReadDraftOrLast(store, request.process(), response);
                        });
}

absl::Status Mandates::GetMandateDraft(const v1::GetMandateDraftRequest& request,
                                       v1::MandateVersion& response) const {
  absl::StatusOr<ResourceName> name = ParseProcess(request.process());
  if (!name.ok()) return name.status();
  const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  return ReadDraftOrLast(**snapshot, name->text(), response);
}

absl::Status Mandates::PublishMandate(const Call& call, const v1::PublishMandateRequest& request,
                                      v1::MandateVersion& response) {
  const auto publish = [&](const storage::Reader& store, storage::WriteBatch& batch,
                           Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name = ParseProcess(request.process());
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->text());
    if (!process.ok()) return process.status();
    if (absl::Status same = CheckRead(store, name->text(), request.etag()); !same.ok()) return same;
    absl::StatusOr<std::optional<v1::Mandate>> draft = ReadMandateDraft(store, name->text());
    if (!draft.ok()) return draft.status();
    if (absl::Status complete = Incomplete(*draft, *process); !complete.ok()) return complete;
    v1::JournalDocument content;
    *content.mutable_mandate() = **draft;
    const ledger::MadeDocument document = ledger::MakeDocument(std::move(content));
    absl::Status told = acts.Add(v1::JOURNAL_ACT_MANDATE, "", {}, {document}, batch);
    if (!told.ok()) return told;
    absl::StatusOr<const ledger::JournalState*> state = acts.state();
    if (!state.ok()) return state.status();
    PublishedMandate published;
    published.set_sha256(std::string(crypto::AsText(document.sha256)));
    published.set_time((*state)->time());
    const std::uint32_t version = (*state)->mandate_versions();
    PutPublishedMandate(batch, name->text(), version, published);
    DeleteMandateDraft(batch, name->text());
    Show(name->text(), version, published, response);
    *response.mutable_mandate() = **std::move(draft);
    return absl::OkStatus();
  };
  const absl::Status done = changes_.ApplyActs(
      call, request, response, publish, Changes::Reach::kProcess,
      [&](const storage::Reader& store) { return Read(store, request.process(), 0, response); });
  if (done.ok()) plan_.Look(call.process);
  return done;
}

absl::Status Mandates::GetMandate(const v1::GetMandateRequest& request,
                                  v1::MandateVersion& response) const {
  absl::StatusOr<ResourceName> name = ParseProcess(request.process());
  if (!name.ok()) return name.status();
  return Read(store_, name->text(), request.version(), response);
}

absl::Status Mandates::ListMandateVersions(const v1::ListMandateVersionsRequest& request,
                                           v1::ListMandateVersionsResponse& response) const {
  absl::StatusOr<ResourceName> name = ParseProcess(request.process());
  if (!name.ok()) return name.status();
  const auto versions = ReadPublishedMandates(store_, name->text());
  if (!versions.ok()) return versions.status();
  for (std::size_t i = 0; i < versions->size(); ++i) {
    Show(name->text(), static_cast<std::uint32_t>(i + 1), (*versions)[i], *response.add_versions());
  }
  return absl::OkStatus();
}

absl::Status Mandates::CompareMandates(const v1::CompareMandatesRequest& request,
                                       v1::CompareMandatesResponse& response) const {
  absl::StatusOr<ResourceName> name = ParseProcess(request.process());
  if (!name.ok()) return name.status();
  if (request.from_version() == 0) return FieldError("from_version", "expected 1 or more");
  v1::MandateVersion before, after;
  absl::Status read = Read(store_, name->text(), request.from_version(), before);
  if (read.ok()) read = Read(store_, name->text(), request.to_version(), after);
  if (!read.ok()) return read;
  AddTextChanges(before.mandate(), after.mandate(), *response.mutable_changes());
  return absl::OkStatus();
}

// The last one for 0.
absl::Status Mandates::Read(const storage::Reader& store, const std::string& process,
                            std::uint32_t version, v1::MandateVersion& out) const {
  const auto versions = ReadPublishedMandates(store, process);
  if (!versions.ok()) return versions.status();
  const std::size_t count = versions->size();
  if (version > count || count == 0) return NoSuchVersion(process, version, count);
  if (version == 0) version = static_cast<std::uint32_t>(count);
  const PublishedMandate& published = (*versions)[version - 1];
  absl::StatusOr<v1::Mandate> mandate = ReadMandateText(journals_, process, published);
  if (!mandate.ok()) return mandate.status();
  Show(process, version, published, out);
  *out.mutable_mandate() = *std::move(mandate);
  return absl::OkStatus();
}

absl::Status Mandates::ReadDraftOrLast(const storage::Reader& store, const std::string& process,
                                       v1::MandateVersion& out) const {
  absl::StatusOr<std::optional<v1::Mandate>> draft = ReadMandateDraft(store, process);
  if (!draft.ok()) return draft.status();
  out.set_process(process);
  if (draft->has_value()) {
    *out.mutable_mandate() = **std::move(draft);
  } else if (absl::Status last = Read(store, process, 0, out);
             !last.ok() && !absl::IsNotFound(last)) {
    return last;
  }
  out.set_etag(EtagOf(out.mandate()));
  return absl::OkStatus();
}

absl::Status Mandates::CheckRead(const storage::Reader& store, const std::string& process,
                                 const std::string& etag) const {
  if (etag.empty()) return absl::OkStatus();
  v1::MandateVersion now;
  if (absl::Status read = ReadDraftOrLast(store, process, now); !read.ok()) return read;
  return CheckEtag(etag, now.etag(), fmt::format("the draft of the mandate of {}", process));
}

}  // namespace urna::services
