// What an administrator may write into a draft. Every function reports all that is wrong, with the
// path of each field below `at`. What can only be judged of the whole (that a contest has projects,
// that every trustee is there) is judged when the process is frozen.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "services/base/errors.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// The languages of a process are those of its title, the first is the default.
std::set<std::string> LanguagesOf(const v1::Process& process);

void ValidateProcess(const v1::Process& process, std::string_view at, FieldViolations& violations);

// `process` is the resource's own; it gives the languages.
void ValidateArea(const v1::Area& area, const v1::Process& process, std::string_view at,
                  FieldViolations& violations);
void ValidateContest(const v1::Contest& contest, const v1::Process& process, std::string_view at,
                     FieldViolations& violations);
void ValidateProject(const v1::Project& project, const v1::Process& process, std::string_view at,
                     FieldViolations& violations);
void ValidateElectorate(const v1::Electorate& electorate, const v1::Process& process,
                        std::string_view at, FieldViolations& violations);
void ValidateRegistrar(const v1::Registrar& registrar, std::string_view at,
                       FieldViolations& violations);
void ValidateAuthority(const v1::Authority& authority, std::string_view at,
                       FieldViolations& violations);
void ValidateTrustee(const v1::Trustee& trustee, std::string_view at, FieldViolations& violations);

}  // namespace urna::services
