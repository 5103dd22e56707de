#include "services/messages/text_administration.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/resource_name.h"
#include "services/base/text_rules.h"
#include "services/messages/message_store.h"
#include "services/messages/occasions.h"
#include "services/messages/text_store.h"
#include "services/messages/text_template.h"

namespace urna::services {
namespace {

// The process's id; empty for the server's texts.
absl::StatusOr<std::string> ReadParent(const std::string& parent) {
  if (parent.empty()) return "";
  const absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, parent, "parent");
  if (!name.ok()) return name.status();
  return std::string(name->id());
}

void CheckWhich(v1::Occasion occasion, const std::string& language, const std::string& at,
                FieldViolations& violations) {
  if (FindOccasion(occasion) == nullptr) {
    violations.Add(at + "occasion", "expected one of the occasions, such as RECEIVED");
  }
  if (!IsLanguageTag(language)) {
    violations.Add(at + "language", "expected a BCP 47 tag such as fr");
  }
}

std::vector<std::string> NamesOf(const OccasionRow& row) {
  std::vector<std::string> names;
  for (const TextField& field : FieldsOf(row)) names.emplace_back(field.name);
  return names;
}

void CheckPart(const std::string& text, std::size_t most, const OccasionRow& row,
               const std::string& at, FieldViolations& violations) {
  CheckText(text, 1, most, at, violations);
  const absl::Status checked = CheckTemplate(text, NamesOf(row));
  if (!checked.ok()) violations.Add(at, std::string(checked.message()));
}

std::string TextEtag(const MessageText& text) {
  internal::v1::StoredTemplate stored;
  stored.set_subject(text.subject);
  stored.set_body(text.body);
  return EtagOf(stored);
}

// Subject and body; of a known occasion.
void CheckTexts(const v1::MessageTemplate& text, FieldViolations& violations) {
  const OccasionRow* const row = FindOccasion(text.occasion());
  if (row == nullptr) return;
  CheckPart(text.subject(), kMaxSubjectTemplate, *row, "template.subject", violations);
  CheckPart(text.body(), kMaxBodyTemplate, *row, "template.body", violations);
  if (text.subject().find('\n') != std::string::npos) {
    violations.Add("template.subject", "expected one line");
  }
}

}  // namespace

absl::Status TextAdministration::Show(std::string_view process, v1::Occasion occasion,
                                      std::string_view language, v1::MessageTemplate& out) const {
  const absl::StatusOr<MessageText> text = FindText(store_, process, occasion, language);
  if (!text.ok()) return text.status();
  out.set_occasion(occasion);
  out.set_language(std::string(language));
  out.set_subject(text->subject);
  out.set_body(text->body);
  out.set_origin(text->origin);
  out.set_etag(TextEtag(*text));
  for (const std::string& name : NamesOf(*FindOccasion(occasion))) out.add_fields(name);
  return absl::OkStatus();
}

absl::Status TextAdministration::ListTemplates(const v1::ListTemplatesRequest& request,
                                               v1::ListTemplatesResponse& response) const {
  const absl::StatusOr<std::string> process = ReadParent(request.parent());
  if (!process.ok()) return process.status();
  for (const OccasionRow& row : Occasions()) {
    if (!process->empty() && !row.is_of_process) continue;
    const auto languages = LanguagesOf(store_, *process, row.occasion);
    if (!languages.ok()) return languages.status();
    for (const std::string& language : *languages) {
      absl::Status shown = Show(*process, row.occasion, language, *response.add_templates());
      if (!shown.ok()) return shown;
    }
  }
  return absl::OkStatus();
}

absl::Status TextAdministration::UpdateTemplate(const Call& call,
                                                const v1::UpdateTemplateRequest& request,
                                                v1::MessageTemplate& response) {
  const absl::StatusOr<std::string> process = ReadParent(request.parent());
  if (!process.ok()) return process.status();
  const v1::MessageTemplate& text = request.template_();
  FieldViolations violations;
  CheckWhich(text.occasion(), text.language(), "template.", violations);
  CheckTexts(text, violations);
  if (!violations.empty()) return violations.ToStatus();
  const auto set = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    const absl::StatusOr<MessageText> now =
        FindText(store, *process, text.occasion(), text.language());
    if (!now.ok()) return now.status();
    // The same again, as after an answer that was lost, changes nothing.
    const bool is_same = now->subject == text.subject() && now->body == text.body();
    if (absl::Status same =
            is_same ? absl::OkStatus() : CheckEtag(text.etag(), TextEtag(*now), "the text");
        !same.ok()) {
      return same;
    }
    internal::v1::StoredTemplate stored;
    stored.set_subject(text.subject());
    stored.set_body(text.body());
    PutText(batch, *process, text.occasion(), text.language(), stored);
    return absl::OkStatus();
  };
  if (absl::Status s = changes_.Apply(call, request, response, set); !s.ok()) return s;
  return Show(*process, text.occasion(), text.language(), response);
}

absl::Status TextAdministration::ResetTemplate(const Call& call,
                                               const v1::ResetTemplateRequest& request,
                                               v1::MessageTemplate& response) {
  const absl::StatusOr<std::string> process = ReadParent(request.parent());
  if (!process.ok()) return process.status();
  FieldViolations violations;
  CheckWhich(request.occasion(), request.language(), "", violations);
  if (!violations.empty()) return violations.ToStatus();
  const auto reset = [&](const storage::Reader&, storage::WriteBatch& batch) {
    DeleteText(batch, *process, request.occasion(), request.language());
    return absl::OkStatus();
  };
  if (absl::Status s = changes_.Apply(call, request, response, reset); !s.ok()) return s;
  return Show(*process, request.occasion(), request.language(), response);
}

absl::Status TextAdministration::PreviewTemplate(const v1::PreviewTemplateRequest& request,
                                                 v1::PreviewTemplateResponse& response) const {
  const absl::StatusOr<std::string> process = ReadParent(request.parent());
  if (!process.ok()) return process.status();
  v1::MessageTemplate text = request.template_();
  FieldViolations violations;
  CheckWhich(text.occasion(), text.language(), "template.", violations);
  if (!violations.empty()) return violations.ToStatus();
  if (text.subject().empty() && text.body().empty()) {
    absl::Status shown = Show(*process, text.occasion(), text.language(), text);
    if (!shown.ok()) return shown;
  }
  CheckTexts(text, violations);
  if (!violations.empty()) return violations.ToStatus();
  const OccasionRow& row = *FindOccasion(text.occasion());
  const std::vector<TextField> fields = FieldsOf(row);
  FilledText filled = FillText(text.subject(), text.body(), text.language(), row.can_be_stopped,
                               [&](std::string_view name) -> std::string {
                                 if (name == "site") return outbox_.letterhead().site;
                                 const auto field =
                                     std::ranges::find(fields, name, &TextField::name);
                                 return field == fields.end() ? "" : std::string(field->example);
                               });
  response.set_subject(std::move(filled.subject));
  response.set_body(std::move(filled.body));
  return absl::OkStatus();
}

}  // namespace urna::services
