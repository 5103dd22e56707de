#include "services/proposals/proposal_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "services/base/geojson.h"
#include "services/base/resource_name.h"
#include "services/base/text_rules.h"
#include "services/messages/mail_address.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using Answers = google::protobuf::RepeatedPtrField<v1::FieldAnswer>;

constexpr std::size_t kMaxTitle = 200;
constexpr std::size_t kMaxSummary = 1000;
constexpr std::size_t kMaxDescription = 20'000;
constexpr std::size_t kMaxAnswer = 4000;
constexpr std::size_t kMaxLine = 200;
constexpr std::size_t kMaxContact = 500;
constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxReason = 10'000;
constexpr std::size_t kMaxLink = 2000;

bool IsNumber(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool IsLink(const std::string& text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() <= kMaxLink &&
         text.find_first_of(" \t\n\"<>") == std::string::npos;
}

bool IsMail(const std::string& text) {
  const std::size_t at = text.find('@');
  return at != std::string::npos && at > 0 && at + 1 < text.size() && text.size() <= kMaxLine &&
         text.find('@', at + 1) == std::string::npos &&
         text.find_first_of(" \t\n<>,;") == std::string::npos;
}

bool IsDate(const std::string& text) {
  absl::CivilDay day;
  return text.size() == std::string_view("2027-03-31").size() && absl::ParseCivilTime(text, &day);
}

// What is expected of an answer; empty where it is right.
std::string WrongAnswer(const v1::FormField& field, const std::string& value) {
  switch (field.type()) {
    case v1::FIELD_TYPE_LINE:
      return value.size() <= kMaxLine && value.find('\n') == std::string::npos
                 ? ""
                 : "expected one line of at most 200 bytes";
    case v1::FIELD_TYPE_NUMBER:
      return IsNumber(value) ? "" : "expected an integer";
    case v1::FIELD_TYPE_BOOL:
      return value == "true" || value == "false" ? "" : "expected true or false";
    case v1::FIELD_TYPE_CHOICE:
      return std::ranges::find(field.choices(), value) != field.choices().end()
                 ? ""
                 : "expected one of the choices of the form";
    case v1::FIELD_TYPE_DATE:
      return IsDate(value) ? "" : "expected a date such as 2027-03-31";
    case v1::FIELD_TYPE_LINK:
      return IsLink(value) ? "" : "expected a link that begins with https:// or http://";
    case v1::FIELD_TYPE_MAIL:
      return IsMail(value) ? "" : "expected an address such as marie@example.org";
    default:
      return "";
  }
}

// Each of a field of the form, in its order, each once; `internal` says which fields these are.
void CheckAnswers(const Answers& answers, const v1::SubmissionForm& form, bool internal,
                  std::string_view at, FieldViolations& violations) {
  int last = -1;
  for (int i = 0; i < answers.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", at, i);
    const auto field = std::ranges::find(form.fields(), answers[i].field(), &v1::FormField::id);
    if (field == form.fields().end() || field->internal() != internal) {
      violations.Add(here + ".field", internal ? "the form has no such internal field"
                                               : "the form has no such public field");
      continue;
    }
    const int position = static_cast<int>(field - form.fields().begin());
    if (position <= last) {
      violations.Add(here + ".field", "expected the fields in the order of the form, each once");
    }
    last = position;
    CheckText(answers[i].value(), 1, kMaxAnswer, here + ".value", violations);
    const std::string wrong = WrongAnswer(*field, answers[i].value());
    if (!wrong.empty()) violations.Add(here + ".value", wrong);
  }
}

void CheckProposalText(const v1::ProposalText& text, const v1::SubmissionForm& form,
                       const v1::Process& process, const std::string& at,
                       FieldViolations& violations) {
  const auto of_process = [&](const v1::LocalizedText& title) {
    return title.language() == text.language();
  };
  if (std::ranges::none_of(process.title(), of_process)) {
    violations.Add(at + ".language", "expected one of the languages of the process's title");
  }
  CheckText(text.title(), 0, kMaxTitle, at + ".title", violations);
  if (text.title().find('\n') != std::string::npos) {
    violations.Add(at + ".title", "expected one line");
  }
  CheckText(text.summary(), 0, kMaxSummary, at + ".summary", violations);
  CheckText(text.description(), 0, kMaxDescription, at + ".description", violations);
  if (!text.category().empty() &&
      std::ranges::find(form.categories(), text.category(), &v1::FormCategory::id) ==
          form.categories().end()) {
    violations.Add(at + ".category", "expected one of the categories of the form");
  }
  if (!text.place().empty()) {
    if (const auto wrong = WrongPlace(text.place())) violations.Add(at + ".place", *wrong);
  }
  if (text.has_estimated_cost()) {
    CheckAmount(text.estimated_cost(), at + ".estimated_cost", violations);
  }
  CheckImages(text.image_sha256(), at + ".image_sha256", violations);
  CheckAnswers(text.answers(), form, false, at + ".answers", violations);
}

void RequireAnswer(const v1::FormField& field, const v1::ProposalContent& content,
                   const std::string& at, FieldViolations& violations) {
  const Answers& answers = field.internal() ? content.internal_answers() : content.text().answers();
  if (std::ranges::find(answers, field.id(), &v1::FieldAnswer::field) != answers.end()) return;
  violations.Add(field.internal() ? at + ".internal_answers" : at + ".text.answers",
                 fmt::format("the form asks for {}", field.id()));
}

}  // namespace

void CheckContent(const v1::ProposalContent& content, const v1::SubmissionForm& form,
                  const v1::Process& process, std::string_view at, FieldViolations& violations) {
  CheckKnown(content, at, violations);
  const std::string here(at);
  CheckProposalText(content.text(), form, process, here + ".text", violations);
  CheckText(content.author_name(), 0, kMaxName, here + ".author_name", violations);
  CheckText(content.contact(), 0, kMaxContact, here + ".contact", violations);
  if (content.notify()) {
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(content.contact());
    if (!address.ok()) violations.Add(here + ".contact", std::string(address.status().message()));
  }
  CheckAnswers(content.internal_answers(), form, true, here + ".internal_answers", violations);
}

absl::Status CheckArea(const storage::Reader& store, std::string_view process,
                       const std::string& area, std::string at, FieldViolations& violations) {
  if (area.empty()) return absl::OkStatus();
  const auto name = ResourceName::Child(Kind::kArea, process, area, at);
  const absl::StatusOr<bool> exists =
      name.ok() ? ResourceExists(store, name->text()) : absl::StatusOr<bool>(false);
  if (!exists.ok()) return exists.status();
  if (!*exists) violations.Add(std::move(at), "the process has no such area");
  return absl::OkStatus();
}

void CheckComplete(const v1::ProposalContent& content, const v1::SubmissionForm& form,
                   std::string_view at, FieldViolations& violations) {
  const std::string here(at);
  const v1::ProposalText& text = content.text();
  const auto require = [&](bool there, std::string_view field) {
    if (!there) violations.Add(fmt::format("{}.text.{}", at, field), "is asked for");
  };
  require(!text.title().empty(), "title");
  require(!text.summary().empty(), "summary");
  require(!form.place_required() || !text.place().empty(), "place");
  require(!form.cost_required() || text.has_estimated_cost(), "estimated_cost");
  require(form.categories().empty() || !text.category().empty(), "category");
  for (const v1::FormField& field : form.fields()) {
    if (field.required()) RequireAnswer(field, content, here, violations);
  }
}

void CheckReason(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& reason,
                 const v1::Process& process, std::string_view at, FieldViolations& violations) {
  if (reason.empty()) violations.Add(std::string(at), "a reason is asked for; it becomes public");
  std::set<std::string> languages;
  for (const v1::LocalizedText& title : process.title()) languages.insert(title.language());
  CheckTexts(reason, &languages, at, violations, kMaxReason);
}

}  // namespace urna::services
