// A mandate, a calendar and a form as an administrator writes them down, one TOML file each.
// deploy/mandate.toml.example, calendar.toml.example and form.toml.example show and explain every key.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "urna/v1/mandate.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::client {

// INVALID_ARGUMENT names the file, the place and what was expected there; a key that has no meaning is
// refused. A text is one of the file's `language`, or else of the process's first; or a table of texts
// by language. What may be said, the server judges.

// `process` has the digits of the currency.
absl::StatusOr<v1::Mandate> ParseMandate(std::string_view toml, const std::string& file,
                                         const v1::Process& process);
// Times are local ones of the file's `time_zone`, as local_time.h has them.
absl::StatusOr<v1::Calendar> ParseCalendar(std::string_view toml, const std::string& file);
absl::StatusOr<v1::SubmissionForm> ParseForm(std::string_view toml, const std::string& file,
                                             const v1::Process& process);

// The same of a file.
absl::StatusOr<v1::Mandate> ReadMandate(const std::string& path, const v1::Process& process);
absl::StatusOr<v1::Calendar> ReadCalendar(const std::string& path);
absl::StatusOr<v1::SubmissionForm> ReadForm(const std::string& path, const v1::Process& process);

// As the files name them: "paper_submission", "paper-lists", "choice". Empty for what has no name.
std::string_view WindowName(v1::WindowKind kind);
std::string_view SupportName(v1::SupportBy by);
std::string_view FieldTypeName(v1::FieldType type);

}  // namespace urna::client
