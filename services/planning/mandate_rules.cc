#include "services/planning/mandate_rules.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "services/base/text_rules.h"
#include "services/drafting/validation.h"
#include "services/planning/plan_texts.h"

namespace urna::services {
namespace {

struct MandateText {
  std::string_view name;
  const LocalizedTexts& (v1::Mandate::*texts)() const;
};

// In the order of the message.
constexpr MandateText kTexts[] = {
    {"title", &v1::Mandate::title},
    {"purpose", &v1::Mandate::purpose},
    {"promoter", &v1::Mandate::promoter},
    {"territory", &v1::Mandate::territory},
    {"financing", &v1::Mandate::financing},
    {"who_may_submit", &v1::Mandate::who_may_submit},
    {"who_may_vote", &v1::Mandate::who_may_vote},
    {"calendar", &v1::Mandate::calendar},
    {"commitment", &v1::Mandate::commitment},
    {"limits", &v1::Mandate::limits},
};

}  // namespace

void ValidateMandate(const v1::Mandate& mandate, const v1::Process& process, std::string_view at,
                     FieldViolations& violations) {
  CheckKnown(mandate, at, violations);
  CheckPlanSize(mandate, at, violations);
  const std::set<std::string> languages = LanguagesOf(process);
  for (const MandateText& text : kTexts) {
    CheckTexts((mandate.*text.texts)(), &languages, fmt::format("{}.{}", at, text.name),
               violations);
  }
  CheckAmount(mandate.envelope(), fmt::format("{}.envelope", at), violations);
  if (mandate.criteria_size() > kMaxCriteria) {
    violations.Add(fmt::format("{}.criteria", at), fmt::format("at most {}", kMaxCriteria));
    return;
  }
  DistinctIds ids;
  for (int i = 0; i < mandate.criteria_size(); ++i) {
    const std::string here = fmt::format("{}.criteria[{}]", at, i);
    ids.Check(mandate.criteria(i).id(), here, violations);
    CheckTexts(mandate.criteria(i).text(), &languages, here + ".text", violations);
  }
}

void CheckMandateComplete(const v1::Mandate& mandate, const v1::Process& process,
                          std::string_view at, FieldViolations& missing) {
  for (const MandateText& text : kTexts) {
    CheckEveryLanguage((mandate.*text.texts)(), process, fmt::format("{}.{}", at, text.name),
                       missing);
  }
  if (mandate.envelope() <= 0) {
    missing.Add(fmt::format("{}.envelope", at), "expected more than 0 minor units");
  }
  if (mandate.criteria().empty()) {
    missing.Add(fmt::format("{}.criteria", at), "expected at least one criterion");
  }
  for (int i = 0; i < mandate.criteria_size(); ++i) {
    CheckEveryLanguage(mandate.criteria(i).text(), process,
                       fmt::format("{}.criteria[{}].text", at, i), missing);
  }
}

}  // namespace urna::services
