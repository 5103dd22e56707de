#include "cli/plan_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>

#include "cli/client/local_time.h"
#include "cli/client/time_text.h"
#include "google/protobuf/util/json_util.h"

namespace urna::cli {
namespace {

template <typename Value>
struct Words {
  Value value;
  std::string_view english, french;
};

template <typename Value, std::size_t size>
std::string_view Find(const std::array<Words<Value>, size>& table, Value value, Language language) {
  const auto found = std::ranges::find(table, value, &Words<Value>::value);
  return found == table.end() ? "?" : Say(language, found->english, found->french);
}

constexpr std::array<Words<v1::Phase>, 11> kPhases = {{
    {v1::PHASE_DRAFT, "draft", "brouillon"},
    {v1::PHASE_SUBMISSION, "submission", "dépôt"},
    {v1::PHASE_REVIEW, "review", "instruction"},
    {v1::PHASE_APPEAL, "appeal", "recours"},
    {v1::PHASE_SEALING, "sealing", "scellement"},
    {v1::PHASE_SEALED, "sealed", "scellé"},
    {v1::PHASE_VOTING, "voting", "vote"},
    {v1::PHASE_CLOSED, "closed", "clos"},
    {v1::PHASE_MIXED, "mixed", "mélangé"},
    {v1::PHASE_DECRYPTED, "decrypted", "déchiffré"},
    {v1::PHASE_TALLIED, "tallied", "dépouillé"},
}};

constexpr std::array<Words<v1::WindowKind>, 7> kWindows = {{
    {v1::WINDOW_KIND_SUBMISSION, "proposals online", "dépôt en ligne"},
    {v1::WINDOW_KIND_PAPER_SUBMISSION, "proposals on paper", "dépôt sur papier"},
    {v1::WINDOW_KIND_REVIEW, "review", "instruction"},
    {v1::WINDOW_KIND_APPEAL, "appeals", "recours"},
    {v1::WINDOW_KIND_VOTING, "voting online", "vote en ligne"},
    {v1::WINDOW_KIND_STATION_VOTING, "voting at stations", "vote en bureau"},
    {v1::WINDOW_KIND_PAPER_ENTRY, "entry of paper ballots", "saisie des bulletins papier"},
}};

constexpr std::array<Words<v1::JournalAct>, 21> kActs = {{
    {v1::JOURNAL_ACT_CREATED, "process created", "processus créé"},
    {v1::JOURNAL_ACT_PHASE, "phase begun", "phase ouverte"},
    {v1::JOURNAL_ACT_MANDATE, "mandate published", "mandat publié"},
    {v1::JOURNAL_ACT_CALENDAR, "calendar set", "calendrier fixé"},
    {v1::JOURNAL_ACT_FORM, "form set", "formulaire fixé"},
    {v1::JOURNAL_ACT_RECEIVED, "proposal received", "proposition reçue"},
    {v1::JOURNAL_ACT_SCREENED, "proposal made public", "proposition rendue publique"},
    {v1::JOURNAL_ACT_REVISED, "new version", "nouvelle version"},
    {v1::JOURNAL_ACT_RETURNED, "returned for completion", "renvoyée pour complément"},
    {v1::JOURNAL_ACT_WITHDRAWN, "withdrawn", "retirée"},
    {v1::JOURNAL_ACT_SUPPORTED, "support reached", "soutiens atteints"},
    {v1::JOURNAL_ACT_VERDICT, "verdict", "avis"},
    {v1::JOURNAL_ACT_APPEALED, "appeal filed", "recours déposé"},
    {v1::JOURNAL_ACT_APPEAL_DECIDED, "appeal decided", "recours tranché"},
    {v1::JOURNAL_ACT_MERGED, "merged", "fusionnées"},
    {v1::JOURNAL_ACT_HIDDEN, "hidden", "masquée"},
    {v1::JOURNAL_ACT_RESTORED, "restored", "rétablie"},
    {v1::JOURNAL_ACT_ERASED, "erased", "effacée"},
    {v1::JOURNAL_ACT_PROJECT, "project listed", "projet inscrit"},
    {v1::JOURNAL_ACT_PROJECT_REMOVED, "project removed", "projet retiré"},
    {v1::JOURNAL_ACT_INCOMPATIBLE, "incompatible proposals", "propositions incompatibles"},
}};

constexpr std::array<Words<v1::JournalRole>, 5> kRoles = {{
    {v1::JOURNAL_ROLE_UNSPECIFIED, "the clock", "l'horloge"},
    {v1::JOURNAL_ROLE_ADMINISTRATOR, "administrator", "administration"},
    {v1::JOURNAL_ROLE_AGENT, "agent", "agent"},
    {v1::JOURNAL_ROLE_MODERATOR, "moderator", "modération"},
    {v1::JOURNAL_ROLE_CITIZEN, "citizen", "citoyen"},
}};

constexpr std::array<Words<v1::FieldType>, 8> kFieldTypes = {{
    {v1::FIELD_TYPE_LINE, "line", "ligne"},
    {v1::FIELD_TYPE_TEXT, "text", "texte"},
    {v1::FIELD_TYPE_NUMBER, "number", "nombre"},
    {v1::FIELD_TYPE_BOOL, "yes or no", "oui ou non"},
    {v1::FIELD_TYPE_CHOICE, "choice", "choix"},
    {v1::FIELD_TYPE_DATE, "date", "date"},
    {v1::FIELD_TYPE_LINK, "link", "lien"},
    {v1::FIELD_TYPE_MAIL, "mail", "courriel"},
}};

}  // namespace

std::string_view PhaseText(v1::Phase phase, Language language) {
  return Find(kPhases, phase, language);
}
std::string_view WindowText(v1::WindowKind kind, Language language) {
  return Find(kWindows, kind, language);
}
std::string_view ActText(v1::JournalAct act, Language language) {
  return Find(kActs, act, language);
}
std::string_view RoleText(v1::JournalRole role, Language language) {
  return Find(kRoles, role, language);
}
std::string_view FieldTypeText(v1::FieldType type, Language language) {
  return Find(kFieldTypes, type, language);
}

std::string_view WordOf(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

const std::string& TextFor(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts,
                           Language language) {
  static const std::string& none = *new std::string();
  const std::string_view tag = Say(language, "en", "fr");
  for (const v1::LocalizedText& text : texts) {
    if (text.language() == tag || text.language().starts_with(fmt::format("{}-", tag))) {
      return text.text();
    }
  }
  return texts.empty() ? none : texts[0].text();
}

std::string BothTimes(std::uint64_t seconds, const absl::TimeZone& zone) {
  return fmt::format("{} ({})", client::LocalTimeText(seconds, zone), client::TimeText(seconds));
}

absl::Status PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!written.ok()) return absl::InternalError("the answer cannot be written as JSON");
  std::cout << json;
  return absl::OkStatus();
}

int RunPlan(std::string_view command, const PlanOptions& options, const PlanBody& body) {
  const std::string name = fmt::format("process {}", command);
  const absl::StatusOr<Language> language = ChooseLanguage(options.output);
  if (!language.ok()) return Report(name, language.status());
  auto connection = Connect(options.server);
  if (!connection.ok()) return Report(name, connection.status());
  client::PlanningClient client(*std::move(connection));
  const absl::Status done = body(client, *language);
  return done.ok() ? 0 : Report(name, done);
}

}  // namespace urna::cli
