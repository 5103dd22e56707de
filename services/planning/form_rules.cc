#include "services/planning/form_rules.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "services/base/text_rules.h"
#include "services/drafting/validation.h"
#include "services/planning/plan_texts.h"

namespace urna::services {
namespace {

void CheckChoices(const v1::FormField& field, std::string_view at, FieldViolations& violations) {
  const std::string here = fmt::format("{}.choices", at);
  if (field.type() != v1::FIELD_TYPE_CHOICE) {
    if (!field.choices().empty()) violations.Add(here, "only FIELD_TYPE_CHOICE has choices");
    return;
  }
  if (field.choices_size() < 2 || field.choices_size() > kMaxChoices) {
    violations.Add(here, fmt::format("expected 2 to {}", kMaxChoices));
    return;
  }
  std::set<std::string> seen;
  for (int i = 0; i < field.choices_size(); ++i) {
    const std::string& choice = field.choices(i);
    CheckText(choice, 1, kMaxCategoryBytes, fmt::format("{}[{}]", here, i), violations);
    if (!seen.insert(choice).second) {
      violations.Add(fmt::format("{}[{}]", here, i), "is there already");
    }
  }
}

void CheckFields(const v1::SubmissionForm& form, const v1::Process& process, std::string_view at,
                 FieldViolations& violations) {
  if (form.fields_size() > kMaxFormFields) {
    violations.Add(fmt::format("{}.fields", at), fmt::format("at most {}", kMaxFormFields));
    return;
  }
  const std::set<std::string> languages = LanguagesOf(process);
  DistinctIds ids;
  for (int i = 0; i < form.fields_size(); ++i) {
    const v1::FormField& field = form.fields(i);
    const std::string here = fmt::format("{}.fields[{}]", at, i);
    ids.Check(field.id(), here, violations);
    CheckTexts(field.label(), &languages, here + ".label", violations);
    CheckEveryLanguage(field.label(), process, here + ".label", violations);
    if (!v1::FieldType_IsValid(field.type()) || field.type() == v1::FIELD_TYPE_UNSPECIFIED) {
      violations.Add(here + ".type", "expected one of the types");
    }
    if (field.type() == v1::FIELD_TYPE_MAIL && !field.internal()) {
      violations.Add(here + ".internal", "an address of mail is never public");
    }
    CheckChoices(field, here, violations);
  }
}

void CheckCategories(const v1::SubmissionForm& form, const v1::Process& process,
                     std::string_view at, FieldViolations& violations) {
  if (form.categories_size() > kMaxFormCategories) {
    violations.Add(fmt::format("{}.categories", at), fmt::format("at most {}", kMaxFormCategories));
    return;
  }
  const std::set<std::string> languages = LanguagesOf(process);
  DistinctIds ids;
  for (int i = 0; i < form.categories_size(); ++i) {
    const v1::FormCategory& category = form.categories(i);
    const std::string here = fmt::format("{}.categories[{}]", at, i);
    ids.Check(category.id(), here, violations);
    CheckTexts(category.title(), &languages, here + ".title", violations, kMaxCategoryBytes);
    CheckEveryLanguage(category.title(), process, here + ".title", violations);
  }
}

void CheckSupport(const v1::SubmissionForm& form, std::string_view at,
                  FieldViolations& violations) {
  const std::string here = fmt::format("{}.support_by", at);
  if (form.support_by() == v1::SUPPORT_BY_PROVIDER) {
    violations.Add(here,
                   "this server asks no identity provider yet: expected SUPPORT_BY_PAPER_LISTS");
  } else if (!v1::SupportBy_IsValid(form.support_by())) {
    violations.Add(here, "expected SUPPORT_BY_PAPER_LISTS, or nothing");
  } else if ((form.support_needed() > 0) != (form.support_by() != v1::SUPPORT_BY_UNSPECIFIED)) {
    violations.Add(here, form.support_needed() > 0
                             ? "expected who counts as a person, for support is needed"
                             : "expected nothing, for no support is needed");
  }
}

}  // namespace

void ValidateForm(const v1::SubmissionForm& form, const v1::Process& process, std::string_view at,
                  FieldViolations& violations) {
  CheckKnown(form, at, violations);
  if (form.ByteSizeLong() > 0) CheckPlanSize(form, at, violations);
  CheckFields(form, process, at, violations);
  CheckCategories(form, process, at, violations);
  CheckSupport(form, at, violations);
}

}  // namespace urna::services
