// What the commands of a process's plan have in common: words in French and English, texts, times, and
// the client.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/client/planning_client.h"
#include "cli/client_options.h"
#include "cli/people_text.h"
#include "cli/table_text.h"
#include "google/protobuf/message.h"
#include "urna/v1/journal.pb.h"

namespace urna::cli {

// Where the server is, which process, and how to print.
struct PlanOptions {
  ServerOptions server;
  OutputOptions output;
  std::string process;
};

inline std::string_view Say(Language language, std::string_view english, std::string_view french) {
  return language == Language::kFrench ? french : english;
}

// "Review", "Examen".
std::string_view PhaseText(v1::Phase phase, Language language);
std::string_view WindowText(v1::WindowKind kind, Language language);
std::string_view ActText(v1::JournalAct act, Language language);
std::string_view RoleText(v1::JournalRole role, Language language);
std::string_view FieldTypeText(v1::FieldType type, Language language);

// "SUBMISSION" of PHASE_SUBMISSION: for programs.
std::string_view WordOf(std::string_view name, std::string_view prefix);

// The text in the language that people read, or else the first; empty where there is none.
const std::string& TextFor(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts,
                           Language language);

// "2027-03-28T09:00:00+02:00 (2027-03-28T07:00:00+00:00)".
std::string BothTimes(std::uint64_t seconds, const absl::TimeZone& zone);

// Prints a message as JSON on several lines, with the names of its fields in proto/.
absl::Status PrintJson(const google::protobuf::Message& message);

// Connects, calls `body`, and reports what goes wrong as `urna process {command}`. The exit code.
using PlanBody = std::function<absl::Status(client::PlanningClient& client, Language language)>;
int RunPlan(std::string_view command, const PlanOptions& options, const PlanBody& body);

}  // namespace urna::cli
