// What a form may ask.
#pragma once

#include <string_view>

#include "services/base/errors.h"
#include "urna/v1/mandate.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

inline constexpr int kMaxFormFields = 50;
inline constexpr int kMaxFormCategories = 100;
inline constexpr int kMaxChoices = 100;
// Of a category's title and of a choice, bytes.
inline constexpr std::size_t kMaxCategoryBytes = 100;

// Adds all that is wrong below `at`: ids that are not different, labels that are not in every language of
// the process, a type that there is not, choices of what has none, an address of mail that is public,
// and support by whom this server cannot tell apart.
void ValidateForm(const v1::SubmissionForm& form, const v1::Process& process, std::string_view at,
                  FieldViolations& violations);

}  // namespace urna::services
